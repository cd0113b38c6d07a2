"""As the school: count what changed. One transaction for each academic year, so that none is long."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from foundation.outbox.handlers import Message
from schools.calendar.models import NonSchoolDay
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.journal.queries import next_number
from schools.moved.queries.repeated import Key, repeated_in
from schools.moved.rules.repeated import Repeated
from schools.registers.queries import published
from schools.registers.queries.newest import newest_taken_between
from schools.registers.queries.published import EnrolmentCounts, SessionCounts
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from trust_reporting.figures.rules.periods import HALF_TERMS_OF

#: A whole year of a large school takes seconds, not the milliseconds of a request (PostgreSQL interval).
LONG: Final = "5min"


@dataclass(frozen=True, slots=True)
class Changes:
    """What to count again: these dates, and every date from `since` on (None: no others)."""

    dates: frozenset[dt.date] = frozenset()
    since: dt.date | None = None

    @classmethod
    def named_in(cls, messages: Iterable[Message]) -> "Changes":
        """What outbox messages say has changed. ValueError for a date that is none."""
        dates: set[dt.date] = set()
        since: list[dt.date] = []
        for message in messages:
            if "dates" in message.payload:
                dates.update(dt.date.fromisoformat(date) for date in message.payload["dates"])
            else:
                since.append(dt.date.fromisoformat(message.payload.get("from", dt.date.min.isoformat())))
        return cls(frozenset(dates), min(since, default=None))

    @classmethod
    def everything(cls) -> "Changes":
        return cls(since=dt.date.min)

    def __contains__(self, on: dt.date) -> bool:
        return on in self.dates or (self.since is not None and self.since <= on)


@dataclass(frozen=True, slots=True)
class Years:
    """The academic years a school's calendar holds, those the changes touch, and the version of this look."""

    held: frozenset[int]
    touched: tuple[int, ...]
    version: int


@dataclass(frozen=True, slots=True)
class YearCounts:
    """One academic year of one school as it was read.

    `first_on` and `through` are None when no date has a mark. `dates` and `periods` are those read again: what is not
    among `sessions` on such a date, or `enrolments` of such a period, is no more. `repeated` is of all periods.
    """

    academic_year: int
    version: int
    calendar: dict[str, Any]
    half_terms: tuple[HalfTerm, ...]
    first_on: dt.date | None = None
    through: dt.date | None = None
    dates: tuple[dt.date, ...] = ()
    periods: tuple[str, ...] = ()
    sessions: tuple[SessionCounts, ...] = field(default=(), repr=False)
    enrolments: tuple[EnrolmentCounts, ...] = field(default=(), repr=False)
    repeated: Mapping[Key, Repeated] = field(default_factory=dict, repr=False)


def years(school: School, changes: Changes) -> Years:
    """Which academic years of the school the changes touch.

    A year whose registers end with a due session that nobody took is always among them: it is still to come until
    another year has a mark, and missing from then on.
    """
    with school_work(school):
        version = next_number()
        calendar = school_calendar()
        half_terms = calendar.half_terms
        touched = {half.academic_year for half in half_terms for on in changes.dates if on in half}
        if changes.since is not None:
            touched |= {half.academic_year for half in half_terms if half.ends_on >= changes.since}
        held = frozenset(half.academic_year for half in half_terms)
        touched |= {year for year in held - touched if _ends_untaken(calendar, year)}
    return Years(held, tuple(sorted(touched)), version)


def _ends_untaken(calendar: SchoolCalendar, academic_year: int) -> bool:
    """Whether a session was due after the last one of a year that was taken, on a date up to the last with a mark."""
    half_terms = [half for half in calendar.half_terms if half.academic_year == academic_year]
    span = published.marked_span(half_terms)
    if span is None:
        return False
    taken = newest_taken_between(half_terms[0].starts_on, half_terms[-1].ends_on) or (span[0], 0)
    return any(
        (on, session) > taken and calendar.is_due(on, session)
        for on in _dates_of(half_terms)
        if taken[0] <= on <= span[1]
        for session in SESSIONS
    )


def read_year(school: School, academic_year: int, changes: Changes) -> YearCounts:
    """Count one year again: the sessions of the changed dates, and the periods that hold one of them.

    Dates with a due session without a single mark are always among them: whether that is missing or still to come depends
    on the last session of the year that has one.
    """
    with school_work(school, statement_timeout=LONG):
        version = next_number()
        calendar = school_calendar()
        half_terms = tuple(half for half in calendar.half_terms if half.academic_year == academic_year)
        facts = _calendar_facts(half_terms)
        span = published.marked_span(half_terms)
        periods = _periods_of(half_terms, changes)
        if span is None:
            return YearCounts(academic_year, version, facts, half_terms, periods=tuple(HALF_TERMS_OF))
        first_on, through = span
        within = [on for on in _dates_of(half_terms) if first_on <= on <= through]
        due = [(on, session) for on in within for session in SESSIONS if calendar.is_due(on, session)]
        dates = {on for on in within if on in changes}.union(published.dates_with_unmarked_session(due))
        return YearCounts(
            academic_year,
            version,
            facts,
            half_terms,
            first_on,
            through,
            dates=tuple(sorted(dates)),
            sessions=tuple(published.session_counts(calendar, dates)),
            periods=tuple(periods),
            enrolments=tuple(published.enrolment_counts(calendar, academic_year, periods)),
            repeated=repeated_in(academic_year, HALF_TERMS_OF),
        )


def _periods_of(half_terms: tuple[HalfTerm, ...], changes: Changes) -> dict[str, tuple[int, ...]]:
    """The periods the changes touch. A change of the roll or the calendar may touch any: all of the year's."""
    if changes.since is not None:
        return HALF_TERMS_OF
    touched = {half.number for half in half_terms for on in changes.dates if on in half}
    return {key: numbers for key, numbers in HALF_TERMS_OF.items() if touched.intersection(numbers)}


def _dates_of(half_terms: Iterable[HalfTerm]) -> list[dt.date]:
    return [
        half.starts_on + dt.timedelta(days=days)
        for half in half_terms
        for days in range((half.ends_on - half.starts_on).days + 1)
    ]


def _calendar_facts(half_terms: tuple[HalfTerm, ...]) -> dict[str, Any]:
    """The year as it is published: half-terms, and the days in them on which the school does not meet, with why."""
    if not half_terms:
        return {"half_terms": [], "days_off": []}
    days_off = NonSchoolDay.objects.filter(date__range=(half_terms[0].starts_on, half_terms[-1].ends_on))
    return {
        "half_terms": [[half.number, half.starts_on.isoformat(), half.ends_on.isoformat()] for half in half_terms],
        "days_off": [[day.date.isoformat(), day.session, day.kind, day.note] for day in days_off],
    }
