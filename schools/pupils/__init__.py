"""A school's pupils as people look at them: the list, one pupil, search, and who saw or changed them. It has no tables."""
