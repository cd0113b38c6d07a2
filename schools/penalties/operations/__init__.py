"""Considering notices, deciding of each parent, what becomes of a notice, notices of others, and legal steps."""
