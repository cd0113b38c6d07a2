"""Worklists of one school as pages and files."""
