"""Attendance registers: dated codes, marks and every version of them, and the totals the law counts."""
