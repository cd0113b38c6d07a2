"""Shapes of absence that somebody would ask a family about, each with the days it is made of.

Pure measures of one pupil's absences in a period, and no judgement: a pattern is a question, never a reason. How many of a
shape are worth a look is asked for (`at_least`), for no source says; what is a term, a holiday and a bank holiday is the
school's calendar. Absence is authorised and unauthorised alike: a child who is ill every Friday is a question too.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from schools.calendar.rules.school_calendar import DayOff, SchoolCalendar

#: Weekdays as ISO numbers them, 1 Monday to 5 Friday.
WEEKDAYS: Final = range(1, 6)
A_DAY: Final = dt.timedelta(days=1)


class Absence(NamedTuple):
    """One session missed. `attended_before` is how many sessions of the period the pupil had attended until then."""

    date: dt.date
    session: int
    code: str
    attended_before: int


class Beside(StrEnum):
    """What kind of days without sessions an absence lies beside."""

    BANK_HOLIDAY = "bank_holiday"
    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    WEEKEND = "weekend"


#: The kinds that somebody would ask a family about.
_EXTENDED: Final = (Beside.BANK_HOLIDAY, Beside.HOLIDAY, Beside.DAY_OFF)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The days of each shape, in order. `spells` are runs of absence between attended sessions, each with its days.

    `beside` are days absent from which next to no session lay between the pupil and days off: they extend a holiday. An
    ordinary weekend is not among these, for Mondays and Fridays are seen by `weekdays` (by ISO number). A day on which one
    session of two was missed is a day of it.
    """

    spells: tuple[tuple[dt.date, ...], ...] = ()
    beside: Mapping[Beside, tuple[dt.date, ...]] = field(default_factory=dict)
    first_week: tuple[dt.date, ...] = ()
    last_week: tuple[dt.date, ...] = ()
    weekdays: Mapping[int, tuple[dt.date, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Days:
    """What a calendar says of each school day of a period: beside which days off it lies, and in which week of a term.

    Worked out once for a whole school. `after` and `before` name what the first, the last session of a day lies beside.
    """

    after: Mapping[dt.date, Beside]
    before: Mapping[dt.date, Beside]
    sessions: Mapping[dt.date, tuple[int, int]]
    first_weeks: frozenset[dt.date]
    last_weeks: frozenset[dt.date]

    @classmethod
    def of(cls, calendar: SchoolCalendar) -> "Days":
        """The days of all the calendar holds."""
        if not calendar.half_terms:
            return cls({}, {}, {}, frozenset(), frozenset())
        first, last = calendar.half_terms[0].starts_on, calendar.half_terms[-1].ends_on
        held: dict[dt.date, list[int]] = defaultdict(list)
        for on, session in calendar.sessions(first, last):
            held[on].append(session)
        days = sorted(held)
        apart = [pair for pair in pairwise(days) if pair[1] - pair[0] > A_DAY]
        between = {pair: _between(*pair, calendar) for pair in apart}
        terms = _term_weeks(calendar, days)
        return cls(
            after={later: kind for (_, later), kind in between.items()} | _outermost(days[:1]),
            before={earlier: kind for (earlier, _), kind in between.items()} | _outermost(days[-1:]),
            sessions={on: (min(numbers), max(numbers)) for on, numbers in held.items()},
            first_weeks=frozenset(on for begin, _ in terms for on in begin),
            last_weeks=frozenset(on for _, end in terms for on in end),
        )

    def touched(self, on: dt.date, session: int) -> list[Beside]:
        """The kinds of days off a session touches: of a day's sessions the first those before it, the last those after."""
        first, last = self.sessions.get(on, (0, 0))
        sides = ((first, self.after), (last, self.before))
        return [kinds[on] for end, kinds in sides if session == end and on in kinds]


def _outermost(days: Sequence[dt.date]) -> dict[dt.date, Beside]:
    """Before the first day the calendar holds, and after the last, there is a holiday."""
    return dict.fromkeys(days, Beside.HOLIDAY)


def _between(earlier: dt.date, later: dt.date, calendar: SchoolCalendar) -> Beside:
    """What lies between two school days that follow each other, though not on the next day.

    An ordinary weekend, where no weekday is off. A holiday, where a half-term begins or ends in between, whatever else is
    off then; else a bank holiday, where one of the days is, and else another day off.
    """
    off = [earlier + dt.timedelta(days=days) for days in range(1, (later - earlier).days)]
    weekdays = [on for on in off if on.isoweekday() in WEEKDAYS]
    if not weekdays:
        return Beside.WEEKEND
    if calendar.half_term_of(earlier) != calendar.half_term_of(later):
        return Beside.HOLIDAY
    kinds = {entry.kind for entry in calendar.non_school_days if entry.date in weekdays}
    return Beside.BANK_HOLIDAY if DayOff.BANK_HOLIDAY in kinds else Beside.DAY_OFF


def _term_weeks(calendar: SchoolCalendar, days: Sequence[dt.date]) -> list[tuple[list[dt.date], list[dt.date]]]:
    """The school days of the first and of the last week of each term (not of each half-term)."""
    terms: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    for on in days:
        half_term = calendar.half_term_of(on)
        if half_term is not None:
            terms[half_term.academic_year, half_term.term].append(on)
    return [
        ([on for on in held if _week(on) == _week(held[0])], [on for on in held if _week(on) == _week(held[-1])])
        for held in terms.values()
    ]


def _week(on: dt.date) -> tuple[int, int]:
    year, week, _ = on.isocalendar()
    return year, week


def spells(absences: Iterable[Absence]) -> Iterator[list[Absence]]:
    """Runs of absence. Only an attended session ends one: no weekend, holiday, closure or register nobody took does."""
    for _, run in groupby(absences, key=attrgetter("attended_before")):
        yield list(run)


def patterns_of(absences: Iterable[Absence], days: Days) -> Patterns:
    """The shapes of one pupil's absences of a period. They are given in time order, one for a session."""
    held = list(absences)
    return Patterns(
        spells=tuple(_dates(run) for run in spells(held)),
        beside={
            kind: dates
            for kind in _EXTENDED
            if (dates := _dates(one for one in held if kind in days.touched(one.date, one.session)))
        },
        first_week=_dates(one for one in held if one.date in days.first_weeks),
        last_week=_dates(one for one in held if one.date in days.last_weeks),
        weekdays={
            number: dates
            for number in WEEKDAYS
            if (dates := _dates(one for one in held if one.date.isoweekday() == number))
        },
    )


def _dates(absences: Iterable[Absence]) -> tuple[dt.date, ...]:
    return tuple(dict.fromkeys(one.date for one in absences))
