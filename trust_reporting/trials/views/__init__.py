"""Trying a draft on a trust’s host: on days that are past, and on examples."""
