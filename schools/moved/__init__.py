"""Pupils who moved between schools of one trust: what the old school counted goes to the new one, which confirms it."""
