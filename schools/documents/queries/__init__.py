"""Whose files there are, and who may open and send them."""
