"""What is done to the registers: marks in bulk (`bulk`), one register saved by hand (`saving`), years closed (`closing`).

Days on which the school does not meet: known beforehand (`days_off`), and not (`closures`).
"""

from schools.registers.operations.bulk import (
    ALL,
    CALENDAR_CHANGED,
    MARKS_CHANGED,
    ROLL_CHANGED,
    MarkRow,
    ReplacedMark,
    WeekMove,
    calendar_changed,
    copy_marks,
    copy_saves,
    count_planned,
    day_changed,
    lock_weeks,
    marks_changed,
    moment_after,
    move_weeks,
    open_entry,
    recount_weeks,
    refresh_weeks,
    replace_marks,
    roll_changed,
)

__all__ = [
    "ALL",
    "CALENDAR_CHANGED",
    "MARKS_CHANGED",
    "ROLL_CHANGED",
    "MarkRow",
    "ReplacedMark",
    "WeekMove",
    "calendar_changed",
    "copy_marks",
    "copy_saves",
    "count_planned",
    "day_changed",
    "lock_weeks",
    "marks_changed",
    "moment_after",
    "move_weeks",
    "open_entry",
    "recount_weeks",
    "refresh_weeks",
    "replace_marks",
    "roll_changed",
]
