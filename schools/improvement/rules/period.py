"""The weeks of a notice: so many school weeks, the first being the one after the week in which it is approved.

That the period is of three to six weeks is the framework's. That these are school weeks, and that they begin with a whole
one so that every parent has the notice before it starts, is our own choice. A week with one session counts.
"""

import datetime as dt

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar

_SUNDAY = dt.timedelta(days=6)


def period_of(calendar: SchoolCalendar, approved_on: dt.date, weeks: int) -> tuple[dt.date, dt.date] | None:
    """The first and the last school day of the period; None where the calendar ends before so many weeks."""
    monday = week_start(approved_on) + dt.timedelta(weeks=1)
    ends = max((half.ends_on for half in calendar.half_terms), default=approved_on)
    if ends < monday:
        return None
    found = calendar.school_weeks(monday, ends)[:weeks]
    if len(found) < weeks:
        return None
    first, last = (calendar.school_days(week, week + _SUNDAY) for week in (found[0], found[-1]))
    return first[0], last[-1]
