"""Questions about leave, part-time timetables and exams."""
