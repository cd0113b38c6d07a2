"""Absences that nobody has explained: for how many school days in a row, and how long an N may still stand.

An N must become the code that is right no later than five school days after its session; then it becomes O [R10(7)-(9)].
Weekends, holidays, INSET and closures do not count (`SchoolCalendar.n_resolution_due`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.london import LONDON
from schools.calendar.rules.school_calendar import CalendarTooShortError, SchoolCalendar
from schools.registers.rules.codes import NO_REASON_YET, MarkClass, code_on

#: What an N becomes when its last day has ended, and the reason that the register gives for it.
AFTER_THE_CLOCK: Final = "O"
CLOCK_REASON: Final = "Reason not established within 5 school days"
#: From this school day on an N is near its last. Ours to choose: it leaves a school two more days to ask.
NEAR: Final = 3


class DayEnd(StrEnum):
    """How a pupil's day ended as far as the register knows: gone without a reason, or seen or explained."""

    UNEXPLAINED = "unexplained"
    ANSWERED = "answered"


def day_end(codes: Mapping[int, str], on: dt.date) -> DayEnd | None:
    """By the last session of a day in which the pupil could have been here; None where nothing says.

    Who was here after an N has been seen; who left without a word in the afternoon has not come home by the register.
    """
    possible = [
        code
        for _, code in sorted(codes.items())
        if code_on(code, on).mark_class not in (MarkClass.NOT_POSSIBLE, MarkClass.NOT_COLLECTED)
    ]
    if not possible:
        return None
    return DayEnd.UNEXPLAINED if possible[-1] == NO_REASON_YET else DayEnd.ANSWERED


def days_unexplained(school_days: Sequence[dt.date], ends: Mapping[dt.date, DayEnd]) -> int:
    """How many school days in a row, the last of them the last, have ended without a reason.

    A day on which nothing says anything neither counts nor breaks the row: a register that is missing shows nobody, and a
    pupil who was due elsewhere was not looked for here.
    """
    found = 0
    for on in reversed(school_days):
        match ends.get(on):
            case DayEnd.UNEXPLAINED:
                found += 1
            case DayEnd.ANSWERED:
                break
    return found


@dataclass(frozen=True, slots=True)
class NClock:
    """How far the clock of an N has run by `today`: school days used, and the last day on which it may stand.

    `due` is None where the calendar ends before it: no guess is made.
    """

    used: int
    due: dt.date | None
    today: dt.date

    @property
    def near(self) -> bool:
        """Whether its last day is near, is today, has gone by, or cannot be told."""
        return self.due is None or self.used >= NEAR

    @property
    def last_day(self) -> bool:
        """Whether it may stand until the end of today and no longer."""
        return self.due == self.today

    @property
    def overdue(self) -> bool:
        """Whether its last day has gone by."""
        return self.due is not None and self.due < self.today


def n_clock(calendar: SchoolCalendar, on: dt.date, today: dt.date) -> NClock:
    """The clock of an N of a date, as at `today`: that date, or one after it."""
    try:
        due = calendar.n_resolution_due(on)
    except CalendarTooShortError:
        due = None
    used = len(calendar.school_days(on + dt.timedelta(days=1), today)) if today > on else 0
    return NClock(used, due, today)


def runs_out_at(due: dt.date, entered: dt.date) -> dt.datetime:
    """The moment at which an N becomes O: the end of its last day in London.

    One that was entered after that day has until the end of the day it was entered: nobody sees a mark change under the
    hand that made it.
    """
    return dt.datetime.combine(max(due, entered) + dt.timedelta(days=1), dt.time(), LONDON)
