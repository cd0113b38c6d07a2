"""The calendar of the school at work, as the rules read it.

Nearly every page asks for it. So it comes in one statement, and what has been entered is worked out once for as long as it
stands: the texts that the database writes are themselves the key to what was made of them, so nothing can be out of date,
and no school can be given what it did not enter.
"""

import datetime as dt
from typing import Final, NamedTuple

from django.db import connections

from foundation.access.member import Member
from foundation.database.scope import ALIAS
from schools.calendar.rules.academic_year import OPENS_EARLIEST, academic_year_of
from schools.calendar.rules.entered import calendar_of, closed_of, times_of
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.session_times import SessionTimes

#: SQL: what was entered of when the school meets, and of when its registers open and which years are closed, each part
#: one text.
_DAYS: Final = """
(SELECT json_agg(json_build_array(academic_year, number, starts_on, ends_on) ORDER BY starts_on)
  FROM calendar_halfterm)::text,
(SELECT json_agg(json_build_array(date, kind, session, note) ORDER BY date, session) FROM calendar_nonschoolday)::text"""
_TIMES: Final = """
(SELECT json_agg(json_build_array(session, valid_from, opens_at, closes_after, needs_minutes)
  ORDER BY valid_from DESC, session) FROM calendar_sessiontimes)::text,
(SELECT json_agg(academic_year ORDER BY academic_year) FROM calendar_closedyear WHERE opened_at IS NULL)::text"""


class Entered(NamedTuple):
    """All that a school has entered of when it meets: days, session times (the newest first) and closed years."""

    calendar: SchoolCalendar
    times: tuple[SessionTimes, ...]
    closed: frozenset[int]


def entered() -> Entered:
    """What this school has entered, as it stands in this transaction. One statement."""
    half_terms, days, times, closed = _asked(f"SELECT {_DAYS}, {_TIMES}")
    return Entered(calendar_of(half_terms, days), times_of(times), closed_of(closed))


def entered_for(member: Member) -> Entered:
    """The same for a page, whose frame and parts all ask it: read once a request."""
    return member.once(entered, entered)


def school_calendar() -> SchoolCalendar:
    """Every half-term and non-school day this school has entered. An empty calendar holds no session."""
    return calendar_of(*_asked(f"SELECT {_DAYS}"))


def _asked(statement: str) -> tuple[str | None, ...]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement)
        row: tuple[str | None, ...] = cursor.fetchone()
    return row


def calendar_for(member: Member) -> SchoolCalendar:
    """The calendar for a page, as `entered_for` has it."""
    return entered_for(member).calendar


def year_of(on: dt.date) -> int:
    """The school's academic year that holds a day, as `SchoolCalendar.year_of` has it. A query in August alone."""
    return school_calendar().year_of(on) if on.month == OPENS_EARLIEST else academic_year_of(on)


def year_starts(academic_year: int) -> dt.date:
    """The first day of a school's academic year, as `SchoolCalendar.year_span` has it."""
    return school_calendar().year_span(academic_year)[0]


def closed_years() -> frozenset[int]:
    """The academic years whose registers are closed."""
    return closed_of(_asked(f"SELECT {_TIMES}")[1])
