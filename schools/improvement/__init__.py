"""Notices to improve: what each has to hold before it is approved, to whom it goes, its weeks, and what came of them."""
