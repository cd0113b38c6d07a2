"""The penalty-notice threshold: 10 unauthorised sessions in a rolling window of 10 school weeks [MCR, Blackpool].

A school week is a week, Monday to Sunday, with at least one session, however few; weeks without any are skipped, so a
window may span a holiday or two school years [Norfolk]. Sessions need not be consecutive, and G, N, O and U count in
any mix. That the window moves by whole calendar weeks is our reading of the framework; see docs/algorithms.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from schools.calendar.rules.academic_year import week_start
from schools.registers.rules.code_table import codes
from schools.registers.rules.codes import NO_REASON_YET

THRESHOLD_SESSIONS: Final = 10
WINDOW_WEEKS: Final = 10


class SlotMark(NamedTuple):
    """One pupil's mark in one session."""

    date: date
    session: int
    code: str


@dataclass(frozen=True, slots=True)
class Window:
    """The qualifying sessions of one pupil in up to ten school weeks, the last being the one asked about.

    `marks` are those sessions in time order: the evidence for `count`.
    """

    first_week: date
    last_week: date
    weeks: int
    marks: tuple[SlotMark, ...]
    threshold: int = THRESHOLD_SESSIONS

    @property
    def count(self) -> int:
        """Qualifying sessions in the window."""
        return len(self.marks)

    @property
    def met(self) -> bool:
        """Whether the threshold to *consider* a notice is met; a notice is never automatic."""
        return self.count >= self.threshold

    @property
    def provisional(self) -> bool:
        """Whether the threshold is met while an N remains, which may yet become an authorised code."""
        return self.met and any(mark.code == NO_REASON_YET for mark in self.marks)


@cache
def penalty_notice_codes() -> frozenset[str]:
    """The national set, G, N, O and U, from the code table. Some authorities leave out N: pass theirs instead."""
    return frozenset(code.code for code in codes() if code.counts_for_penalty_notice)


def span_at(school_weeks: Sequence[date], on: date, weeks: int = WINDOW_WEEKS) -> tuple[date, date] | None:
    """The first and last school week of the window that ends with the week of `on`, or the last before it, as Mondays.

    Fewer weeks where the calendar begins later; None before its first.
    """
    last = bisect_right(school_weeks, on) - 1
    return None if last < 0 else (school_weeks[_first(last, weeks)], school_weeks[last])


def window_at(
    marks: Iterable[SlotMark],
    school_weeks: Sequence[date],
    on: date,
    *,
    qualifying: frozenset[str] | None = None,
    weeks: int = WINDOW_WEEKS,
    threshold: int = THRESHOLD_SESSIONS,
) -> Window | None:
    """The window whose last week is that of `on`, or the last school week before it; None before the first.

    `school_weeks` are Mondays in order, with the weeks of earlier years (`SchoolCalendar.school_weeks`); `marks` are
    one pupil's, in any order, one for a session, without those already used for a notice that stands.
    ValueError when a qualifying mark lies in a week that is not a school week: marks and calendar disagree.
    """
    last = bisect_right(school_weeks, on) - 1
    if last < 0:
        return None
    places = {monday: place for place, monday in enumerate(school_weeks)}
    counted = _counted(marks, places, qualifying)
    return _window(counted, school_weeks, last, weeks, threshold)


def first_window_met(
    marks: Iterable[SlotMark],
    school_weeks: Sequence[date],
    *,
    qualifying: frozenset[str] | None = None,
    weeks: int = WINDOW_WEEKS,
    threshold: int = THRESHOLD_SESSIONS,
) -> Window | None:
    """The earliest window that meets the threshold, or None when none does. Arguments as for `window_at`.

    Only weeks that hold a qualifying mark can be the first to meet it, so only their windows are looked at.
    """
    places = {monday: place for place, monday in enumerate(school_weeks)}
    counted = _counted(marks, places, qualifying)
    for last in sorted({place for place, _ in counted}):
        window = _window(counted, school_weeks, last, weeks, threshold)
        if window.met:
            return window
    return None


def _counted(
    marks: Iterable[SlotMark], places: dict[date, int], qualifying: frozenset[str] | None
) -> list[tuple[int, SlotMark]]:
    """The qualifying marks in time order, each with the place of its week among the school weeks."""
    wanted = penalty_notice_codes() if qualifying is None else qualifying
    counted: list[tuple[int, SlotMark]] = []
    for mark in sorted(mark for mark in marks if mark.code in wanted):
        place = places.get(week_start(mark.date))
        if place is None:
            raise ValueError(
                f"There is a mark {mark.code} on {mark.date}, in a week without a session in the school calendar. "
                "Correct the calendar or the mark."
            )
        counted.append((place, mark))
    return counted


def _window(
    counted: list[tuple[int, SlotMark]], school_weeks: Sequence[date], last: int, weeks: int, threshold: int
) -> Window:
    first = _first(last, weeks)
    return Window(
        first_week=school_weeks[first],
        last_week=school_weeks[last],
        weeks=last - first + 1,
        marks=tuple(mark for place, mark in counted if first <= place <= last),
        threshold=threshold,
    )


def _first(last: int, weeks: int) -> int:
    """The place of the first of so many weeks that end with the one at `last`."""
    return max(0, last - weeks + 1)
