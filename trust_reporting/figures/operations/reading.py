"""As the school: count what changed since the figures that its trust holds. One transaction for each academic year."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from foundation.outbox.handlers import Message
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.moved.queries.repeated import Key, repeated_in
from schools.moved.rules.repeated import Repeated
from schools.registers.operations import ALL
from schools.registers.operations.judging import judge
from schools.registers.queries import published
from schools.registers.queries.published import EnrolmentCounts, Reach, SessionCounts
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from trust_reporting.figures.queries import Held, Slot
from trust_reporting.figures.rules.periods import HALF_TERMS_OF

#: A whole year of a large school takes seconds, not the milliseconds of a request (PostgreSQL interval).
LONG: Final = "5min"

#: Of more pupils than these everybody is judged, and every year group counted: by hashing that is quicker than one by one.
FEW: Final = 200

_BEFORE_ALL: Final[Slot] = (dt.date.min, 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to count again: these dates, and every date from `since` on (None: no others).

    On the dates of `dates` alone the marks of `pupils` (their keys) changed, and nobody else's; None: perhaps anybody's.
    """

    dates: frozenset[dt.date] = frozenset()
    since: dt.date | None = None
    pupils: frozenset[int] | None = None

    @classmethod
    def named_in(cls, messages: Iterable[Message]) -> "Changes":
        """What outbox messages say has changed. ValueError for a date that is none."""
        dates: set[dt.date] = set()
        since: list[dt.date] = []
        pupils: set[int] = set()
        everybody = False
        for message in messages:
            if "dates" in message.payload:
                dates.update(dt.date.fromisoformat(date) for date in message.payload["dates"])
                named = message.payload.get("pupils", ALL)
                everybody |= named == ALL
                pupils.update(() if named == ALL else named)
            else:
                since.append(dt.date.fromisoformat(message.payload.get("from", dt.date.min.isoformat())))
        many = everybody or bool(since) or len(pupils) > FEW
        return cls(frozenset(dates), min(since, default=None), None if many else frozenset(pupils))

    @classmethod
    def everything(cls) -> "Changes":
        return cls(since=dt.date.min)

    def __contains__(self, on: dt.date) -> bool:
        return on in self.dates or (self.since is not None and self.since <= on)


@dataclass(frozen=True, slots=True)
class YearCounts:
    """One academic year of one school as it was read, to be put in the place of `held`, or of nothing (None).

    `first_on` and `through` are None when no date has a mark. What is not among `sessions` on one of `dates` is no more;
    neither is what is not among them on one of `dates_in_part` in one of `year_groups`, nor what is not among `enrolments`
    of one of `periods_read`. `periods` are the versions of all periods; `repeated` is of all.
    """

    academic_year: int
    held: Held | None
    calendar: dict[str, Any]
    half_terms: tuple[HalfTerm, ...]
    first_on: dt.date | None = None
    through: dt.date | None = None
    newest: Slot | None = None
    dates: tuple[dt.date, ...] = ()
    dates_in_part: tuple[dt.date, ...] = ()
    year_groups: tuple[str, ...] = ()
    periods: Mapping[str, int] = field(default_factory=dict)
    periods_read: tuple[str, ...] = ()
    sessions: tuple[SessionCounts, ...] = field(default=(), repr=False)
    enrolments: tuple[EnrolmentCounts, ...] = field(default=(), repr=False)
    repeated: Mapping[Key, Repeated] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What a school's calendar says, how far its marks reach, and the academic years to be counted again.

    Read once, before any year is: an act that comes after it has a message of its own.
    """

    calendar: SchoolCalendar
    reach: Reach
    touched: tuple[int, ...]

    @property
    def years(self) -> frozenset[int]:
        """Every academic year of the calendar."""
        return frozenset(half.academic_year for half in self.calendar.half_terms)


def look(school: School, changes: Changes, held: Mapping[int, Held]) -> Look:
    """Which years are to be counted again: those that the changes name, and perhaps one whose last sessions nobody took.

    They are still to come until a later session is taken, perhaps the first of the next year, and missing from then on.
    """
    with school_work(school):
        calendar = school_calendar()
        found = Look(calendar, published.reach(calendar.half_terms), ())
    half_terms = found.calendar.half_terms
    touched = {half.academic_year for half in half_terms for on in changes.dates if on in half}
    if changes.since is not None:
        touched |= {half.academic_year for half in half_terms if half.ends_on >= changes.since}
    for year, one in held.items():
        low, high = _between(one.newest, found.reach.newest)
        if low != high and one.first_on and one.through and low[0] <= one.through and one.first_on <= high[0]:
            touched.add(year)
    return replace(found, touched=tuple(sorted(touched & found.years)))


def _between(old: Slot | None, new: Slot | None) -> tuple[Slot, Slot]:
    """The sessions after the first of these and up to the second may have become missing, or be still to come again."""
    low, high = sorted((old or _BEFORE_ALL, new or _BEFORE_ALL))
    return low, high


def read_year(school: School, academic_year: int, changes: Changes, held: Held | None, seen: Look) -> YearCounts:
    """Count one year again: the sessions of the changed dates, and the periods that hold one of them.

    Of a date on which only some pupils' marks changed, their year groups alone. Counted whole are also the dates that
    nobody changed but that count otherwise than in `held`: whether a session without a mark is missing or still to come
    depends on the newest session that was taken, and on the first and last date of the year with a mark.
    """
    with school_work(school, statement_timeout=LONG):
        half_terms = tuple(half for half in seen.calendar.half_terms if half.academic_year == academic_year)
        touched = _periods_of(half_terms, changes)
        periods = judge(academic_year, half_terms, touched, pupils=changes.pupils)
        stale = _stale(periods, touched, held)
        counts = YearCounts(
            academic_year,
            held,
            _calendar_facts(seen.calendar, half_terms),
            half_terms,
            newest=seen.reach.newest,
            periods=periods,
            periods_read=tuple(sorted(stale)),
            enrolments=tuple(published.enrolment_counts(academic_year, stale)) if stale else (),
        )
        span = seen.reach.span(half_terms)
        if span is None:
            return counts
        counts = replace(counts, first_on=span[0], through=span[1], repeated=repeated_in(academic_year, HALF_TERMS_OF))
        return _with_sessions(counts, seen.calendar, changes)


def _stale(periods: Mapping[str, int], touched: Iterable[str], held: Held | None) -> set[str]:
    """The periods whose enrolments the trust does not hold as they are here."""
    known = held.periods if held else {}
    gone = {*known, *touched} - periods.keys()
    return gone | {period for period, version in periods.items() if known.get(period) != version}


def _with_sessions(counts: YearCounts, calendar: SchoolCalendar, changes: Changes) -> YearCounts:
    """The same with the sessions that count otherwise than before."""
    held, first_on, through = counts.held, counts.first_on, counts.through
    low, high = _between(held.newest if held else None, counts.newest)
    whole, part = set[dt.date](), set[dt.date]()
    for on in _dates_of(counts.half_terms):
        if not (first_on and through and first_on <= on <= through):
            continue
        if on in changes:
            (whole if changes.pupils is None else part).add(on)
        if any(
            (low < (on, session) <= high or held is None or not held.spans(on)) and calendar.is_due(on, session)
            for session in SESSIONS
        ):
            whole.add(on)
    part -= whole
    year_groups = published.year_groups_on(part, changes.pupils or ()) if part else set[str]()
    if "" in year_groups:  # those of no year group are found among everybody alone
        whole, part, year_groups = whole | part, set(), set()
    sessions = published.session_counts(calendar, whole, counts.newest)
    if year_groups:
        sessions += published.session_counts(calendar, part, counts.newest, year_groups=year_groups)
    return replace(
        counts,
        dates=tuple(sorted(whole)),
        dates_in_part=tuple(sorted(part)),
        year_groups=tuple(sorted(year_groups)),
        sessions=tuple(sessions),
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


def _calendar_facts(calendar: SchoolCalendar, half_terms: tuple[HalfTerm, ...]) -> dict[str, Any]:
    """The year as it is published: half-terms, and the days in them on which the school does not meet, with why."""
    if not half_terms:
        return {"half_terms": [], "days_off": []}
    first, last = half_terms[0].starts_on, half_terms[-1].ends_on
    days_off = (day for day in calendar.non_school_days if first <= day.date <= last)
    return {
        "half_terms": [[half.number, half.starts_on.isoformat(), half.ends_on.isoformat()] for half in half_terms],
        "days_off": [[day.date.isoformat(), day.session, day.kind, day.note] for day in days_off],
    }
