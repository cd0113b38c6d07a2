"""Whether one pupil meets the threshold to consider a notice: the window of `registers/rules/windows.py`, over own weeks.

Each school week is one of the school then attended. While nobody knows where a pupil was, the weeks of the school that asks
stand, so that time away never stretches a window: our reading. Of a week at another school only the sum by code is known, so
its sessions are given to no day; and one with a day outside compulsory school age is left out whole.

A window that was met stays to be considered while its last week is one of the pupil's last ten: our own choice, no law's.
"""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.moved.rules.facts import WEEK_CODES, SchoolWeek
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.windows import THRESHOLD_SESSIONS, WINDOW_WEEKS, SlotMark, Window, window_at
from schools.roll.rules.compulsory_school_age import compulsory_from, compulsory_until

#: The `session` of a SlotMark at another school, whose `date` is the Monday of its week: no more of it is known.
ELSEWHERE: Final = 0
#: In which order sessions that a notice elsewhere used are taken from a week's sum: what is still open, the N, last.
_TAKEN: Final = ("O", "U", "G", NO_REASON_YET)
_LAST_SCHOOL_DAY: Final = dt.timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on a roll, both included; `ends_on` None while it lasts."""

    starts_on: dt.date
    ends_on: dt.date | None = None

    def __contains__(self, on: dt.date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What somebody here confirmed of a spell at another school of the trust."""

    spell: Spell
    weeks: tuple[SchoolWeek, ...]


@dataclass(frozen=True, slots=True)
class Attended:
    """What is known of one pupil. `marks` are those here, of any code; `used` are those, of here and `ELSEWHERE`, on which a
    notice of this school stands.
    """

    birth: dt.date
    spells: tuple[Spell, ...]
    marks: Sequence[SlotMark]
    elsewhere: tuple[Elsewhere, ...] = ()
    used: Sequence[SlotMark] = field(default=())


@dataclass(frozen=True, slots=True)
class Threshold:
    """The newest window that meets the threshold and is still to be considered, or else the one of the day.

    `reached_on` is the day of the tenth session: of the first window since when the threshold has been met without a break.
    `outside` counts marks of weeks in which the calendar has no session, which count for nothing.
    """

    window: Window
    reached_on: dt.date | None
    outside: int = 0

    @property
    def met(self) -> bool:
        return self.window.met

    @property
    def provisional(self) -> bool:
        """Met while an N stands in it."""
        return self.window.provisional

    @property
    def only_with_n(self) -> bool:
        """Met, and no more so once each N in it became an authorised code."""
        settled = sum(mark.code != NO_REASON_YET for mark in self.window.marks)
        return self.met and settled < self.window.threshold


def own_weeks(
    calendar: SchoolCalendar, spells: Iterable[Spell], elsewhere: Iterable[Elsewhere], until: dt.date
) -> list[dt.date]:
    """The Mondays of the pupil's own school weeks to a day, in order."""
    here, there = list(spells), list(elsewhere)
    begun = [one.starts_on for one in here] + [one.spell.starts_on for one in there]
    if not begun or min(begun) > until:
        return []
    days = calendar.school_days(min(begun), until)
    if not there:
        return sorted({week_start(day) for day in days})
    weeks = {week.monday for one in there for week in one.weeks if week.monday <= until}
    for day in days:
        if any(day in one for one in here) or not any(day in one.spell for one in there):
            weeks.add(week_start(day))
    return sorted(weeks)


def free_marks(pupil: Attended, codes: frozenset[str]) -> list[SlotMark]:
    """The sessions that may count: of these codes, at compulsory school age, and on which no notice stands."""
    first, last = compulsory_from(pupil.birth), compulsory_until(pupil.birth)
    used = {(mark.date, mark.session) for mark in pupil.used}
    found = [
        mark
        for mark in pupil.marks
        if mark.code in codes and first <= mark.date <= last and (mark.date, mark.session) not in used
    ]
    taken = Counter((mark.date, mark.code) for mark in pupil.used if mark.session == ELSEWHERE)
    for one in pupil.elsewhere:
        for week in one.weeks:
            if first <= week.monday and week.monday + _LAST_SCHOOL_DAY <= last:
                found += _of_week(week, codes, taken)
    return sorted(found)


def _of_week(week: SchoolWeek, codes: frozenset[str], taken: "Counter[tuple[dt.date, str]]") -> list[SlotMark]:
    """A week elsewhere, a session each. What is used there is taken off, then what is used here."""
    counts = {code: count for code, count in zip(WEEK_CODES, week.counts, strict=True) if code in codes}
    used = week.used
    for code in _TAKEN:
        less = min(used, counts.get(code, 0))
        used -= less
        if code in counts:
            here = min(counts[code] - less, taken[week.monday, code])
            taken[week.monday, code] -= here
            counts[code] -= less + here
    return [SlotMark(week.monday, ELSEWHERE, code) for code, count in counts.items() for _ in range(count)]


def threshold_on(
    pupil: Attended, calendar: SchoolCalendar, on: dt.date, *, codes: frozenset[str], weeks: Sequence[dt.date] = ()
) -> Threshold | None:
    """How a pupil stands on a day; None before their first school week. `weeks` are their own, if they are known already."""
    school_weeks = weeks or own_weeks(calendar, pupil.spells, pupil.elsewhere, on)
    last = bisect_right(school_weeks, on) - 1
    if last < 0:
        return None
    known = set(school_weeks)
    free = [mark for mark in free_marks(pupil, codes) if mark.date <= on]
    marks = [mark for mark in free if week_start(mark.date) in known]
    if len(marks) < THRESHOLD_SESSIONS:
        return Threshold(_at(marks, school_weeks, last), None, len(free) - len(marks))
    for newest in range(last, max(-1, last - WINDOW_WEEKS), -1):
        window = _at(marks, school_weeks, newest)
        if window.met:
            return Threshold(window, _reached(marks, school_weeks, newest), len(free) - len(marks))
    return Threshold(_at(marks, school_weeks, last), None, len(free) - len(marks))


def _reached(marks: Sequence[SlotMark], weeks: Sequence[dt.date], newest: int) -> dt.date:
    """The day of the tenth session of the first window of an unbroken run that ends with this one."""
    first = _at(marks, weeks, newest)
    for last in range(newest - 1, -1, -1):
        window = _at(marks, weeks, last)
        if not window.met:
            break
        first = window
    return first.marks[first.threshold - 1].date


def _at(marks: Sequence[SlotMark], weeks: Sequence[dt.date], last: int) -> Window:
    """The window that ends with the week at this place."""
    window = window_at(marks, weeks, weeks[last], qualifying=frozenset(mark.code for mark in marks))
    if window is None:
        message = "a week of the list is no week of the list"
        raise AssertionError(message)
    return window
