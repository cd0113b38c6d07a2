"""Letting people work at a place, and ending it."""
