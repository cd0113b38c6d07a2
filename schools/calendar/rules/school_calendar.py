"""One school's calendar: its half-terms and non-school days in, sessions, school days and school weeks out.

Schools set their own dates, so nothing here is national except that Saturdays and Sundays are not school days. The open
days are worked out once per calendar object; every question after that is a look-up or a binary search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from schools.calendar.rules.academic_year import (
    OPENS_EARLIEST,
    academic_year_ends,
    academic_year_label,
    academic_year_of,
    academic_year_opens,
    academic_year_starts,
    week_start,
)
from schools.calendar.rules.sessions import SESSIONS, SchoolSession, check_session
from schools.calendar.rules.terms import Term

HALF_TERMS_A_YEAR = 6
N_RESOLUTION_SCHOOL_DAYS = 5
FRIDAY = 4


class CalendarTooShortError(ValueError):
    """The answer lies after the last date the calendar holds; the school must enter more half-terms first."""


class DayOff(StrEnum):
    """Why a school does not meet. Only an unplanned closure leaves sessions that were due (marked Y4)."""

    INSET = "inset"
    CLOSURE = "closure"
    BANK_HOLIDAY = "bank_holiday"
    UNPLANNED = "unplanned"


@dataclass(frozen=True, slots=True)
class HalfTerm:
    """A half-term: number 1 to 6 of an academic year (named by its starting year), first and last day both included.

    A first day in August is allowed, since some areas open before September; it still belongs to the year it opens.
    """

    academic_year: int
    number: int
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if not 1 <= self.number <= HALF_TERMS_A_YEAR:
            raise ValueError(f"A half-term is numbered 1 to {HALF_TERMS_A_YEAR}, not {self.number}.")
        if self.ends_on < self.starts_on:
            raise ValueError(
                f"{self} ends on {self.ends_on}, before it starts on {self.starts_on}. Correct one of them."
            )
        first, last = academic_year_opens(self.academic_year), academic_year_ends(self.academic_year)
        if self.starts_on < first or self.ends_on > last:
            raise ValueError(
                f"{self} runs {self.starts_on} to {self.ends_on}, outside {first} to {last}. Check its academic year."
            )

    @property
    def term(self) -> Term:
        """Half-terms 1 and 2 make autumn, 3 and 4 spring, 5 and 6 summer."""
        return tuple(Term)[(self.number - 1) // 2]

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on

    def __str__(self) -> str:
        return f"Half-term {self.number} of {academic_year_label(self.academic_year)}"


@dataclass(frozen=True, slots=True)
class NonSchoolDay:
    """A day, or one session of it (1 AM, 2 PM), on which the school does not meet. `session` None is the whole day.

    `note` is what the school wrote down of it: "Boiler failure".
    """

    date: date
    kind: DayOff = DayOff.CLOSURE
    session: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.session is not None:
            check_session(self.session)

    def closes(self, session: int) -> bool:
        """Whether this entry closes that session of its date."""
        return self.session is None or self.session == session


@dataclass(frozen=True)
class SchoolCalendar:
    """The half-terms and non-school days of one school, over as many years as it has entered.

    ValueError when half-terms overlap, repeat, or are numbered against their order. Non-school days outside
    half-terms change nothing, so a list of bank holidays may be given whole.
    """

    half_terms: tuple[HalfTerm, ...]
    non_school_days: tuple[NonSchoolDay, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.half_terms, key=lambda half_term: half_term.starts_on))
        for earlier, later in pairwise(ordered):
            if later.starts_on <= earlier.ends_on:
                raise ValueError(
                    f"{later} starts on {later.starts_on}, before {earlier} has ended on {earlier.ends_on}. "
                    "Half-terms may not overlap."
                )
            if (later.academic_year, later.number) <= (earlier.academic_year, earlier.number):
                raise ValueError(f"{later} comes after {earlier} by date. Number half-terms in date order, each once.")
        object.__setattr__(self, "half_terms", ordered)
        object.__setattr__(self, "non_school_days", tuple(self.non_school_days))

    # Sessions

    @cached_property
    def _open(self) -> Mapping[date, tuple[int, ...]]:
        """Date to the sessions held on it, in date order; dates with none are left out."""
        off: dict[date, list[NonSchoolDay]] = {}
        for entry in self.non_school_days:
            off.setdefault(entry.date, []).append(entry)
        held: dict[date, tuple[int, ...]] = {}
        for half_term in self.half_terms:
            for days in range((half_term.ends_on - half_term.starts_on).days + 1):
                on = half_term.starts_on + timedelta(days=days)
                if on.weekday() <= FRIDAY:
                    entries = off.get(on)
                    sessions = SESSIONS if entries is None else _left_by(entries)
                    if sessions:
                        held[on] = sessions
        return held

    @cached_property
    def _days(self) -> list[date]:
        return list(self._open)

    @cached_property
    def _weeks(self) -> list[date]:
        return sorted({week_start(on) for on in self._days})

    def is_session(self, on: date, session: int) -> bool:
        """Whether the school was open for that session (1 AM, 2 PM)."""
        check_session(session)
        return session in self._open.get(on, ())

    def is_due(self, on: date, session: int) -> bool:
        """Whether the session was open, or due until an unplanned closure: the registers that must hold a mark (Y4)."""
        return self.is_session(on, session) or self.unplanned_closure(on, session) is not None

    def unplanned_closure(self, on: date, session: int) -> NonSchoolDay | None:
        """The closure for which a session that was due is not held; None when it is held, or was never due."""
        off = self.off_in(on, session)
        if not off or any(entry.kind is not DayOff.UNPLANNED for entry in off):
            return None
        return off[0] if on.weekday() <= FRIDAY and self.half_term_of(on) is not None else None

    def off_in(self, on: date, session: int) -> list[NonSchoolDay]:
        """What the school has entered that closes a session, whether or not it would be held otherwise."""
        return [entry for entry in self.non_school_days if entry.date == on and entry.closes(session)]

    def is_school_day(self, on: date) -> bool:
        """Whether the school met for at least one session."""
        return on in self._open

    def sessions(self, start: date, end: date) -> tuple[SchoolSession, ...]:
        """Every session held from `start` to `end`, both included, in time order."""
        return tuple(SchoolSession(on, session) for on in self.school_days(start, end) for session in self._open[on])

    def term_sessions(self, start: date, end: date) -> tuple[SchoolSession, ...]:
        """Both sessions of every weekday of a half-term from `start` to `end`, both included, in time order, held or not.

        What is agreed for a time is agreed for these: a day off may be taken back, and is then a school day like any other.
        """
        _check_range(start, end)
        spans = [(max(start, one.starts_on), min(end, one.ends_on)) for one in self.half_terms]
        days = (first + timedelta(days=after) for first, last in spans for after in range((last - first).days + 1))
        return tuple(SchoolSession(on, session) for on in days if on.weekday() <= FRIDAY for session in SESSIONS)

    def school_days(self, start: date, end: date) -> tuple[date, ...]:
        """Every school day from `start` to `end`, both included."""
        _check_range(start, end)
        return tuple(self._days[bisect_left(self._days, start) : bisect_right(self._days, end)])

    # Years

    def year_of(self, on: date) -> int:
        """The school's academic year that holds a day: from its first half-term on, which may open in August."""
        year = academic_year_of(on)
        return year + 1 if on.month == OPENS_EARLIEST and on >= self.year_span(year + 1)[0] else year

    def year_span(self, academic_year: int) -> tuple[date, date]:
        """The first and last day of a school's year: 1 September to 31 August, or from the day in August it opens on.

        Whoever joins, is placed, counted or shown "this year" is so from this first day. Ages are those of 31 August.
        """
        first, last = academic_year_starts(academic_year), academic_year_ends(academic_year)
        for half_term in self.half_terms:
            if half_term.academic_year == academic_year:
                first = min(first, half_term.starts_on)
            elif half_term.academic_year == academic_year + 1:
                last = min(last, half_term.starts_on - timedelta(days=1))
        return first, last

    # Weeks

    def school_weeks(self, start: date, end: date) -> tuple[date, ...]:
        """The Mondays of the school weeks that `start` to `end` touches.

        A school week is a week, Monday to Sunday, with at least one session: a week of one day is whole, and a holiday
        week is not there at all [V: Norfolk]. A week counts even when its sessions lie outside the range.
        """
        _check_range(start, end)
        return tuple(self._weeks[bisect_left(self._weeks, week_start(start)) : bisect_right(self._weeks, end)])

    # Clocks

    def add_school_days(self, on: date, days: int) -> date:
        """The date `days` school days after `on`, which is itself day 0 whether or not the school met.

        CalendarTooShortError when the calendar ends first: a guess past the last half-term would be a false deadline.
        """
        if days < 0:
            raise ValueError(f"School days are counted forward; got {days}.")
        if days == 0:
            return on
        position = bisect_right(self._days, on) + days - 1
        if position >= len(self._days):
            last = self._days[-1].isoformat() if self._days else "nowhere"
            raise CalendarTooShortError(
                f"The calendar ends on {last}, before {days} school days after {on}. Enter the next half-term's dates."
            )
        return self._days[position]

    def n_resolution_due(self, on: date) -> date:
        """The last day on which an N of that date may still be replaced: five school days on [R10(7)-(9)].

        School days as in the regulation, not the guidance's "working days": weekends, holidays, INSET and closures
        do not count. Both sessions of a date are due on the same day.
        """
        return self.add_school_days(on, N_RESOLUTION_SCHOOL_DAYS)

    # Terms

    def half_term_of(self, on: date) -> HalfTerm | None:
        """The half-term that holds a date, or None in the holidays and outside the calendar."""
        position = bisect_right(self.half_terms, on, key=lambda half_term: half_term.starts_on)
        if position and on in self.half_terms[position - 1]:
            return self.half_terms[position - 1]
        return None


def _left_by(entries: list[NonSchoolDay]) -> tuple[int, ...]:
    """The sessions of a day that none of these entries closes."""
    return tuple(session for session in SESSIONS if not any(entry.closes(session) for entry in entries))


def _check_range(start: date, end: date) -> None:
    if end < start:
        raise ValueError(f"The range ends on {end}, before it starts on {start}.")
