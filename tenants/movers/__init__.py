"""Counts of a pupil who moved between schools of one trust: written by the old school's worker, read by the new one's."""
