"""The days of a notice: of receipt, and by which a request is wanted.

Where nobody knows when it came, the authority's profile says after how many working days one that was posted is deemed to
have; a working day is Monday to Friday and no bank holiday that the school has entered in its calendar, however the school
meets. None of that is law that we hold a text of: it is configuration.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from schools.calendar.rules.school_calendar import CalendarTooShortError, DayOff, SchoolCalendar

A_DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5


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


def request_by(reached_on: dt.date, school_days: int, calendar: SchoolCalendar) -> dt.date | None:
    """By when the authority wants a request, from the day of the tenth session; None where the calendar ends first."""
    try:
        return calendar.add_school_days(reached_on, school_days)
    except CalendarTooShortError:
        return None
