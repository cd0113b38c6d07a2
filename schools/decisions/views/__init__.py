"""Decisions as they are read, and answered."""
