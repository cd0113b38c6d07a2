"""Kinds of notice."""
