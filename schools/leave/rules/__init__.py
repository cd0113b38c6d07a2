"""Leave, part-time timetables and exams: plain functions of dates, codes and facts."""
