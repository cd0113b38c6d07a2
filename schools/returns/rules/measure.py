"""The school's own measure of regular attendance. No law gives a number, so the school states one or none is applied."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.calendar.rules.school_calendar import SchoolCalendar

#: Our default, and a setting: of fewer possible sessions than these nothing is said, because one day would decide it.
LEAST_POSSIBLE: Final = 20


class Counted(StrEnum):
    """Which absence the measure counts."""

    ALL = "all"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True, slots=True)
class Measure:
    """A pupil fails to attend regularly who misses at least `percent` of their possible sessions.

    `weeks` are the newest school weeks that are looked at; 0 is the school year so far.
    """

    percent: int
    counted: Counted = Counted.ALL
    weeks: int = 0
    least: int = LEAST_POSSIBLE

    @property
    def words(self) -> str:
        """The measure as the school states it."""
        which = "absence" if self.counted is Counted.ALL else "unauthorised absence"
        over = f"over the last {self.weeks} school weeks" if self.weeks else "in the school year so far"
        return f"{self.percent}% or more {which} {over}, once {self.least} sessions were possible"


def fails_to_attend_regularly(measure: Measure | None, *, missed: int, possible: int) -> bool:
    """Whether a pupil fails to attend regularly by the school's measure; nobody does where it has stated none.

    Compared on counts, never on a rounded rate.
    """
    if measure is None or possible < max(measure.least, 1):
        return False
    return missed * 100 >= measure.percent * possible


def measured_from(measure: Measure, calendar: SchoolCalendar, on: dt.date) -> dt.date:
    """The first day the measure looks at, seen from a day: of the newest school weeks, or of the school year."""
    first, _ = calendar.year_span(calendar.year_of(on))
    weeks = calendar.school_weeks(first, on) if measure.weeks and first <= on else ()
    return max(first, weeks[-measure.weeks]) if weeks and len(weeks) >= measure.weeks else first
