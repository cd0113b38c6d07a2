"""Worklists and figures of one school that join its rooms. Reads only: it has no tables."""
