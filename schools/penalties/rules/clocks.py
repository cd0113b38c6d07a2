"""The days of a notice: of receipt, by which to pay at which rate, and by which a request is wanted.

Both times to pay begin with the day on which the notice is received: that day is day 1 [West Northamptonshire, Blackpool].
Where nobody knows when it came, the authority's profile says after how many working days one that was posted is deemed to
have; a working day is Monday to Friday and no bank holiday that the school has entered in its calendar, however the school
meets. None of that is law that we hold a text of: it is configuration.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError, DayOff, SchoolCalendar
from schools.penalties.rules.framework import framework_on
from schools.penalties.rules.ledger import Rate

A_DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Pay:
    """What is to be paid by when: `reduced` pounds to `reduced_by` where there is a reduction, `full` to `full_by`."""

    full: int
    full_by: dt.date
    reduced: int | None = None
    reduced_by: dt.date | None = None

    def due(self, on: dt.date) -> int | None:
        """Pounds to pay on a day; None once the days are over."""
        if self.reduced_by is not None and on <= self.reduced_by:
            return self.reduced
        return self.full if on <= self.full_by else None


def bank_holidays(calendar: SchoolCalendar) -> frozenset[dt.date]:
    """The bank holidays that a school has entered."""
    return frozenset(one.date for one in calendar.non_school_days if one.kind is DayOff.BANK_HOLIDAY)


def add_working_days(on: dt.date, days: int, holidays: Collection[dt.date]) -> dt.date:
    """So many working days after a day, which is itself day 0."""
    day = on
    while days:
        day += A_DAY
        days -= day.weekday() < SATURDAY and day not in holidays
    return day


def to_pay(rate: Rate, *, issued_on: dt.date, received_on: dt.date) -> Pay:
    """The days to pay of a notice, by the amounts of the day on which it was first issued."""
    held = framework_on(issued_on)
    full_by = received_on + dt.timedelta(days=held.full_days - 1)
    if rate is Rate.FLAT:
        return Pay(held.full, full_by)
    return Pay(held.full, full_by, held.reduced, received_on + dt.timedelta(days=held.reduced_days - 1))


def request_by(reached_on: dt.date, school_days: int, calendar: SchoolCalendar) -> dt.date | None:
    """By when the authority wants a request, from the day of the tenth session; None where the calendar ends first."""
    try:
        return calendar.add_school_days(reached_on, school_days)
    except CalendarTooShortError:
        return None
