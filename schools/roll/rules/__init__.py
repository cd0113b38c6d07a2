"""The admission register's law: pupil numbers, compulsory school age, year groups and grounds for leaving."""
