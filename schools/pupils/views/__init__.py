"""Views of pupils: the list and one pupil, search, the legal record, and who saw or changed one."""
