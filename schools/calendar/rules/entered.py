"""What a school entered of its year, made of the JSON texts in which the database writes it; None of a part that is empty.

Pure: the same texts make the same calendar, whoever entered them, so a process keeps what it made of those it read last.
"""

import datetime as dt
import json
from functools import lru_cache
from typing import Final

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.session_times import SessionTimes

#: Texts of each kind that a process keeps worked out: those of the schools whose pages it drew last.
_KEPT: Final = 64


@lru_cache(maxsize=_KEPT)
def calendar_of(half_terms: str | None, days: str | None) -> SchoolCalendar:
    """The calendar of the half-terms [year, number, first, last] and the days off [date, kind, session, note]."""
    return SchoolCalendar(
        half_terms=tuple(
            HalfTerm(year, number, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
            for year, number, first, last in json.loads(half_terms or "[]")
        ),
        non_school_days=tuple(
            NonSchoolDay(dt.date.fromisoformat(on), DayOff(kind), session, note)
            for on, kind, session, note in json.loads(days or "[]")
        ),
    )


@lru_cache(maxsize=_KEPT)
def times_of(times: str | None) -> tuple[SessionTimes, ...]:
    """The session times [session, from, opens, minutes, whether late marks need them], in their order."""
    return tuple(
        SessionTimes(session, dt.date.fromisoformat(since), dt.time.fromisoformat(opens), minutes, needed)
        for session, since, opens, minutes, needed in json.loads(times or "[]")
    )


@lru_cache(maxsize=_KEPT)
def closed_of(years: str | None) -> frozenset[int]:
    """The closed years."""
    return frozenset(json.loads(years or "[]"))
