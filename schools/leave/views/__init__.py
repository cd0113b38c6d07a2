"""Pages of leave, part-time timetables and exams."""
