"""Whom a trial is about, and the trials there are."""
