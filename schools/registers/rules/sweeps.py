"""Sweeps: going through the registers of a day, a week or a month for what they should not hold, once it is over.

That schools do so daily, weekly and monthly is an officer's duty in job descriptions; no law says how. How many stand on the
page is ours.
"""

import datetime as dt
import hashlib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar

LONGEST_NOTE: Final = 500
#: Within this many days the latest sweeps are looked for: longer than any holiday, and two months.
LOOK_BACK: Final = dt.timedelta(days=150)


class SweepKind(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


#: How many of each the page holds.
LATEST: Final = {SweepKind.DAILY: 5, SweepKind.WEEKLY: 4, SweepKind.MONTHLY: 2}


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one sweep goes through: the days from `first` to `last`, both included."""

    kind: SweepKind
    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """ "Thursday 19 November 2026", "Week of 16 November 2026", "November 2026"."""
        match self.kind:
            case SweepKind.DAILY:
                return f"{self.first:%A} {self.first.day} {self.first:%B %Y}"
            case SweepKind.WEEKLY:
                return f"Week of {self.first.day} {self.first:%B %Y}"
            case SweepKind.MONTHLY:
                return f"{self.first:%B %Y}"


def stretch_of(kind: SweepKind, on: dt.date) -> Stretch:
    """The stretch that a day is in."""
    match kind:
        case SweepKind.DAILY:
            return Stretch(kind, on, on)
        case SweepKind.WEEKLY:
            monday = week_start(on)
            return Stretch(kind, monday, monday + dt.timedelta(days=6))
        case SweepKind.MONTHLY:
            return Stretch(kind, on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1]))


def is_over(calendar: SchoolCalendar, stretch: Stretch, through: dt.date) -> bool:
    """Whether it holds school days, and the registers of all of them have shut by `through`."""
    days = calendar.school_days(stretch.first, stretch.last)
    return bool(days) and days[-1] <= through


def latest(calendar: SchoolCalendar, kind: SweepKind, through: dt.date) -> tuple[Stretch, ...]:
    """The latest that are over, newest first, as many as the page holds."""
    days = reversed(calendar.school_days(through - LOOK_BACK, through))
    found = dict.fromkeys(stretch_of(kind, on) for on in days)
    return tuple(one for one in found if is_over(calendar, one, through))[: LATEST[kind]]


# What was found, and what has changed since


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sweep finds: how many of each check, and every finding by a mark that stays (`mark_of`)."""

    counts: Mapping[str, int]
    findings: tuple[str, ...]

    @property
    def total(self) -> int:
        return len(self.findings)

    @property
    def digest(self) -> str:
        """By which the same findings are known again."""
        return hashlib.sha256(" ".join(self.findings).encode()).hexdigest()

    def since(self, ticked: Iterable[str]) -> tuple[int, int]:
        """How many findings have come and gone since it was ticked off with these."""
        now, then = set(self.findings), set(ticked)
        return len(now - then), len(then - now)


def outcome_of(found: Mapping[str, Iterable[str]]) -> Outcome:
    """The outcome of checks, each with the keys of its findings."""
    keys = {check: list(names) for check, names in found.items()}
    marks = sorted(mark_of(check, key) for check, names in keys.items() for key in names)
    return Outcome({check: len(names) for check, names in keys.items() if names}, tuple(marks))


def mark_of(check: str, key: str) -> str:
    """A short name for one finding, by which it is known again though nothing of it can be read."""
    return hashlib.sha256(f"{check} {key}".encode()).hexdigest()[:12]
