"""Leave of absence, part-time timetables, study leave: asked for, decided, planned."""
