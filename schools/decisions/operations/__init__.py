"""Deciding anew when something changes, following what is decided, and keeping what people answer."""
