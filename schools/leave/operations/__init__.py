"""What people do about leave, part-time timetables and exams."""
