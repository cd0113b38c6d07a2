"""Views of registers: a day and a group, the school's week, and the years."""
