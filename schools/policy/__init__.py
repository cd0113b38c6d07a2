"""The staged policy in force at a school, and what it makes of a pupil's marks."""
