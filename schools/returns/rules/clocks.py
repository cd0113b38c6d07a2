"""When returns are due, and which joiners and leavers have none [R13; Torbay; Bradford, Central Beds; DERBY, LINCS].

Days are calendar days unless a name says school days, which are the open days of the school's calendar.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import HALF_TERMS_A_YEAR, SchoolCalendar

#: A new-pupil return is made by the end of the fifth day after the name is entered [R13(1)-(3)].
NEW_PUPIL_DAYS: Final = 5
#: How long before it is due a return counts as near.
NEAR: Final = dt.timedelta(days=2)


class Interval(StrEnum):
    """How often attendance returns are made, as agreed with the authority: at least once in each calendar month."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """The days one attendance return is about. It is due on the last of them."""

    first: dt.date
    last: dt.date


def new_pupil_due(entered: dt.date) -> dt.date:
    """The last day for the return of a name entered on a day: the fifth day after it, weekends and holidays included."""
    return entered + dt.timedelta(days=NEW_PUPIL_DAYS)


def needs_new_pupil_return(
    calendar: SchoolCalendar, entered: dt.date, year_group: str, *, junior: str, asked: bool
) -> bool:
    """Whether a joiner has a return.

    None for pupils placed on admission in the school's most junior class whose starting day is the first of the school
    year, unless the authority asks [R13(2)]. The first day is the first that the school meets, or the year's own first.
    """
    return asked or year_group != junior or not is_first_day(calendar, entered)


def is_first_day(calendar: SchoolCalendar, on: dt.date) -> bool:
    """Whether a school year begins on that day: 1 September, the day its calendar opens on, or one before it meets.

    Where the year's first half-term is not entered, nobody knows when it meets: only its own first day is one.
    """
    first, _ = calendar.year_span(calendar.year_of(on))
    days = _days_of_half_term(calendar, on, 1)
    return first <= on <= (days[0] if days else first)


def deletion_due(last_day: dt.date) -> dt.date:
    """The last day for a deletion return: no later than the deletion, which follows the last day on the roll."""
    return last_day


def needs_deletion_return(
    calendar: SchoolCalendar, last_day: dt.date, year_group: str, *, senior: str, asked: bool
) -> bool:
    """Whether a leaver has a return.

    None for pupils in the most senior class who leave at or after the end of its last term [Bradford, Central Beds].
    """
    return asked or year_group != senior or not is_after_last_term(calendar, last_day)


def is_after_last_term(calendar: SchoolCalendar, on: dt.date) -> bool:
    """Whether the last term of the day's school year has ended: its last school day, or later.

    Not where the year's last half-term is not entered: the last day that a calendar holds is then no end of a term.
    """
    days = _days_of_half_term(calendar, on, HALF_TERMS_A_YEAR)
    return bool(days) and on >= days[-1]


def _days_of_half_term(calendar: SchoolCalendar, on: dt.date, number: int) -> tuple[dt.date, ...]:
    """The school days of a half-term of the day's school year; none while it is not entered."""
    year = calendar.year_of(on)
    entered = (one for one in calendar.half_terms if (one.academic_year, one.number) == (year, number))
    return next((calendar.school_days(one.starts_on, one.ends_on) for one in entered), ())


def period_of(interval: Interval, on: dt.date) -> Period:
    """The days of the attendance return that holds a day.

    A calendar month; a week from Monday to Sunday; or two such weeks, counted from the Monday on or before 1 January 2024.
    """
    if interval is Interval.MONTH:
        first = on.replace(day=1)
        following = (first + dt.timedelta(days=32)).replace(day=1)
        return Period(first, following - dt.timedelta(days=1))
    weeks = 1 if interval is Interval.WEEK else 2
    first = week_start(on)
    first -= dt.timedelta(weeks=((first - _A_MONDAY).days // 7) % weeks)
    return Period(first, first + dt.timedelta(weeks=weeks, days=-1))


_A_MONDAY: Final = dt.date(2024, 1, 1)


class Clock(StrEnum):
    """How a date it is due stands to today."""

    LATER = "later"
    NEAR = "near"
    TODAY = "today"
    OVERDUE = "overdue"


def clock_of(due: dt.date, today: dt.date) -> Clock:
    """Overdue once the day has ended, and not before."""
    if due < today:
        return Clock.OVERDUE
    if due == today:
        return Clock.TODAY
    return Clock.NEAR if due <= today + NEAR else Clock.LATER
