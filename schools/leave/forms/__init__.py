"""What is typed about leave, part-time timetables and exams."""
