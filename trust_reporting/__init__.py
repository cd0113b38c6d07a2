"""Comparable figures across the schools of one trust (public schema, row-level security by trust)."""
