"""What a case is about, how it came to be opened, how it ends, and when one that was closed is reopened."""

import datetime as dt
from enum import StrEnum
from typing import Final

from schools.calendar.rules.school_calendar import SchoolCalendar

#: A case that was closed so many school days ago is reopened; later a new one is opened. The product's own choice.
REOPENED_WITHIN: Final = 20


class Kind(StrEnum):
    """What a case is about. A pupil has one open of each at most."""

    ATTENDANCE = "attendance"
    CME = "cme"
    EHE = "ehe"
    LEAVING = "leaving"

    @property
    def words(self) -> str:
        return _KINDS[self]


_KINDS: Final = {
    Kind.ATTENDANCE: "Attendance",
    Kind.CME: "Missing education",
    Kind.EHE: "Elective home education",
    Kind.LEAVING: "Leaving the school",
}


class Source(StrEnum):
    """What a case was opened from."""

    HAND = "hand"
    PATTERN = "pattern"
    DECISION = "decision"


class Outcome(StrEnum):
    """How a case ended."""

    IMPROVED = "improved"
    MOVED = "moved"
    LEFT = "left"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _OUTCOMES[self]


_OUTCOMES: Final = {
    Outcome.IMPROVED: "Attendance improved",
    Outcome.MOVED: "Moved to another school",
    Outcome.LEFT: "Left for another reason",
    Outcome.OTHER: "Something else",
}


def last_day_to_reopen(closed_on: dt.date, calendar: SchoolCalendar) -> dt.date:
    """The last day on which a case is reopened, and no new one opened. Where the calendar ends first, that many weekdays."""
    days = calendar.school_days(closed_on + dt.timedelta(days=1), closed_on + dt.timedelta(days=200))
    if len(days) >= REOPENED_WITHIN:
        return days[REOPENED_WITHIN - 1]
    return closed_on + dt.timedelta(weeks=REOPENED_WITHIN // 5)
