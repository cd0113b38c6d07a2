"""When a policy counts: its windows laid over a school's calendar, by the rules of the registers and of the calendar.

One `Times` serves all pupils of a school, so that a window of a day is looked for once and not for each of them.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import PM
from schools.policy.rules.day_sets import DaySet, days_between, days_of
from schools.registers.rules.patterns import Days
from schools.registers.rules.windows import span_at
from tenants.policies.rules.windows import Stretch, Window

A_WEEK: Final = dt.timedelta(days=6)
#: Where in time each of some stretches begins, and where it ends (`session_key`). As the days move on, so do both.
Stretches = tuple[list[int], list[int]]


class Span(NamedTuple):
    """The days a window counts, both included, and how a decision names it.

    Weeks are named by their first and last Monday, a period by its own first and last day, which may be still to come.
    """

    first: dt.date
    last: dt.date
    named: tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Times:
    """A school's calendar, asked for windows, school days and half-terms."""

    calendar: SchoolCalendar
    _asked: dict[tuple[dt.date, ...], "AskedDays"] = field(default_factory=dict, compare=False, repr=False)
    _spans: dict[tuple[Window, dt.date], Span | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """Every school day, in order."""
        return self.calendar.school_days(*self._whole) if self.calendar.half_terms else ()

    @cached_property
    def weeks(self) -> tuple[dt.date, ...]:
        """Every school week by its Monday, in order."""
        return self.calendar.school_weeks(*self._whole) if self.calendar.half_terms else ()

    @cached_property
    def sessions_of_days(self) -> Stretches:
        """Each school day as a stretch."""
        return [session_key(on, 0) for on in self.days], [session_key(on, PM) for on in self.days]

    @property
    def _whole(self) -> tuple[dt.date, dt.date]:
        return self.calendar.half_terms[0].starts_on, self.calendar.half_terms[-1].ends_on

    @cached_property
    def beside(self) -> Days:
        """Which days off each school day lies beside."""
        return Days.of(self.calendar)

    def span(self, window: Window, on: dt.date) -> Span | None:
        """What a window counts that ends with a day; None where the calendar holds nothing for it."""
        key = (window, on)
        if key not in self._spans:
            self._spans[key] = self._span(window, on)
        return self._spans[key]

    def asked(self, days: Sequence[dt.date]) -> "AskedDays":
        """Some days, in order, that pupils are asked about: the same for all who are asked about the same."""
        key = tuple(days)
        if key not in self._asked:
            self._asked[key] = AskedDays(self, key)
        return self._asked[key]

    def _span(self, window: Window, on: dt.date) -> Span | None:
        if window.stretch is Stretch.WEEKS:
            return weeks_span(self.weeks, window, on)
        if window.stretch is Stretch.DAYS:
            return self._days_span(window.length or 1, on)
        held = self.half_terms(window, on)
        if window.stretch is Stretch.YEAR:
            first, last = self.calendar.year_span(self.calendar.year_of(on))
        elif held:
            first, last = held[0].starts_on, held[-1].ends_on
        else:
            return None
        return Span(first, min(on, last), (first, last))

    def _days_span(self, length: int, on: dt.date) -> Span | None:
        past = bisect_right(self.days, on)
        if not past:
            return None
        first, last = self.days[max(0, past - length)], self.days[past - 1]
        return Span(first, last, (first, last))

    def half_terms(self, window: Window, on: dt.date) -> tuple[HalfTerm, ...]:
        """The half-terms of a window that is a period. On a day between two, the one that began last is still meant."""
        every = self.calendar.half_terms
        if window.stretch is Stretch.YEAR:
            year = self.calendar.year_of(on)
            return tuple(one for one in every if one.academic_year == year)
        begun = [one for one in every if one.starts_on <= on]
        if not begun:
            return ()
        if window.stretch is Stretch.HALF_TERM:
            return (begun[-1],)
        year, term = begun[-1].academic_year, begun[-1].term
        return tuple(one for one in every if (one.academic_year, one.term) == (year, term))

    def school_days_after(self, since: dt.date, until: dt.date) -> int:
        """How many school days lie after `since`, up to `until`."""
        return max(0, bisect_right(self.days, until) - bisect_right(self.days, since))

    # As JSON

    @cached_property
    def plain(self) -> dict[str, list[list[object]]]:
        """The calendar without what people wrote beside its days."""
        return {
            "half_terms": [
                [one.academic_year, one.number, one.starts_on.isoformat(), one.ends_on.isoformat()]
                for one in self.calendar.half_terms
            ],
            "off": [
                [one.date.isoformat(), one.kind.value, one.session]
                for one in sorted(self.calendar.non_school_days, key=lambda one: (one.date, one.session or 0, one.kind))
            ],
        }

    @classmethod
    def of_plain(cls, plain: dict[str, list[list[object]]]) -> "Times":
        """What `plain` gave."""
        half_terms = tuple(
            HalfTerm(int(str(year)), int(str(number)), day(first), day(last))
            for year, number, first, last in plain["half_terms"]
        )
        off = tuple(
            NonSchoolDay(day(on), DayOff(str(kind)), None if session is None else int(str(session)))
            for on, kind, session in plain["off"]
        )
        return cls(SchoolCalendar(half_terms, off))


@dataclass(frozen=True)
class AskedDays:
    """Days in order, and what each window is on each of them: looked for once, and not for each pupil."""

    times: Times
    days: tuple[dt.date, ...]
    _stretches: dict[Window, Stretches] = field(default_factory=dict, compare=False, repr=False)
    _of_events: dict[Window, Stretches] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def every(self) -> DaySet:
        """All of them."""
        return days_between(0, len(self.days))

    @cached_property
    def ends_of_weeks(self) -> DaySet:
        """The last of them in each week."""
        following = pairwise([*self.days, dt.date.max])
        return days_of(number for number, (on, after) in enumerate(following) if week_start(on) != week_start(after))

    def since(self, on: dt.date) -> DaySet:
        """Those that are that day or later."""
        return days_between(bisect_left(self.days, on), len(self.days))

    def stretches(self, window: Window) -> Stretches:
        """A window on each of them by its first and last session; of nothing, where the calendar holds nothing."""
        if window not in self._stretches:
            spans = [self.times.span(window, on) for on in self.days]
            self._stretches[window] = (
                [session_key(span.first, 0) if span else 0 for span in spans],
                [session_key(span.last, PM) if span else 0 for span in spans],
            )
        return self._stretches[window]

    def stretches_of_events(self, window: Window) -> Stretches:
        """The same for what happens in a case, which on a day without school counts as well: up to each day itself."""
        if window not in self._of_events:
            firsts, _ = self.stretches(window)
            ends = [session_key(on, PM) if first else 0 for on, first in zip(self.days, firsts, strict=True)]
            self._of_events[window] = (firsts, ends)
        return self._of_events[window]


def session_key(on: dt.date, session: int) -> int:
    """A session's place among all sessions of all days; 0 for before the day's first."""
    return on.toordinal() * 4 + session


def day_of(key: int) -> int:
    """Which day, of all days, the session of a place is on."""
    return key // 4


def weeks_span(weeks: tuple[dt.date, ...], window: Window, on: dt.date) -> Span | None:
    """The school weeks of a window, from the first Monday to the last Sunday that is not after the day."""
    found = span_at(weeks, on, window.length or 1)
    return found and Span(found[0], min(on, found[1] + A_WEEK), found)


def day(written: object) -> dt.date:
    """A date as JSON has it."""
    return dt.date.fromisoformat(str(written))
