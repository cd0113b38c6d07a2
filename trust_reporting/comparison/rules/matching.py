"""Matching days: comparing schools over the sessions that every one of them held.

A school that was shut for two days has not attended worse or better than one that was open, but the week it missed may
have been a bad one everywhere. Over shared sessions only, the rates are of the same days. Persistent absence is counted
pupil by pupil over a whole period, inside each school, and cannot be cut to shared days afterwards.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from schools.calendar.rules.school_calendar import DayOff, SchoolCalendar
from schools.calendar.rules.sessions import SESSION_NAMES, SchoolSession
from trust_reporting.comparison.rules.naming import join

Key = TypeVar("Key", bound=Hashable)


class DifferentPhases(ValueError):
    """Schools of more than one phase were to be compared."""


@dataclass(frozen=True, eq=False)
class OpenDays:
    """One school's part in a comparison: its calendar, and the first and last date compared.

    `notes` says why it was shut on a date, where the school wrote it down; `through` is its last date with marks. Schools
    of which all this is the same may have one in common, and what follows from it is then worked out once.
    """

    calendar: SchoolCalendar
    first: dt.date
    last: dt.date
    through: dt.date
    notes: Mapping[dt.date, str]

    @cached_property
    def sessions(self) -> frozenset[SchoolSession]:
        """The sessions it held and has marks up to."""
        if self.last < self.first:
            return frozenset()
        return frozenset(self.calendar.sessions(self.first, self.last))

    @cached_property
    def days(self) -> int:
        """Dates on which it held a session."""
        return _dates(self.sessions)

    def lacking(self, elsewhere: frozenset[SchoolSession]) -> list[tuple[int, str, str]]:
        """What others held and this school did not, by the reason: how many days, which, and why."""
        by_why: dict[str, list[SchoolSession]] = {}
        for slot in sorted(elsewhere - self.sessions):
            by_why.setdefault(self.why_not(slot), []).append(slot)
        return [(_dates(slots), when(slots), why) for why, slots in by_why.items()]

    def why_not(self, slot: SchoolSession) -> str:
        """Why it did not hold a session that another school held, in words."""
        if slot.date > self.through:
            return "no marks yet"
        for off in self.calendar.non_school_days:
            if off.date == slot.date and off.closes(slot.session):
                why, note = _WHY[off.kind], self.notes.get(slot.date, "")
                return why if note.casefold() in {"", why.casefold()} else f"{why}: {note}"
        return "holiday" if self.calendar.half_term_of(slot.date) is None else "no marks"


_WHY = {
    DayOff.INSET: "INSET day",
    DayOff.CLOSURE: "planned closure",
    DayOff.BANK_HOLIDAY: "bank holiday",
    DayOff.UNPLANNED: "unplanned closure",
}


@dataclass(frozen=True, slots=True)
class NotShared(Generic[Key]):
    """Days some school held and this one did not. `when` names them: "12 and 13 October", "9 October (PM)"."""

    school: Key
    days: int
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """The sessions every school held, and what does not match, by school."""

    slots: frozenset[SchoolSession]
    not_shared: tuple[NotShared[Key], ...]

    @property
    def days(self) -> int:
        """Dates with a shared session."""
        return _dates(self.slots)


def _dates(slots: Iterable[SchoolSession]) -> int:
    return len({slot.date for slot in slots})


def match(schools: Mapping[Key, OpenDays]) -> Match[Key]:
    """Find the shared sessions. They may be none: then there is nothing to compare, and the page says so."""
    parts = set(schools.values())
    held = [part.sessions for part in parts]
    everywhere = frozenset.intersection(*held) if held else frozenset()
    anywhere: frozenset[SchoolSession] = frozenset().union(*held)
    lacking = {part: part.lacking(anywhere) for part in parts}
    gaps = (NotShared(key, *gap) for key, part in schools.items() for gap in lacking[part])
    return Match(everywhere, tuple(gaps))


def check_like_with_like(phases: Mapping[Key, str]) -> None:
    """DifferentPhases unless every school is of one phase: attendance differs by age, so a side by side misleads."""
    if len(set(phases.values())) > 1:
        raise DifferentPhases(f"These schools are of different phases: {', '.join(sorted(set(phases.values())))}.")


# Days in words

FEW = 4


def when(slots: list[SchoolSession]) -> str:
    """Sessions in words, by day: "12 and 13 October", "9 October (PM)", "2 to 20 November"."""
    sessions: dict[dt.date, list[int]] = {}
    for slot in slots:
        sessions.setdefault(slot.date, []).append(slot.session)
    days = sorted(sessions)
    if len(days) > FEW:
        return f"{_day(days[0])} to {_day(days[-1])}"
    return join([_part(day, sessions[day], _same_month(days, index)) for index, day in enumerate(days)])


def _same_month(days: list[dt.date], index: int) -> bool:
    """Whether the month is said by a later day of the list, so that it need not be said here."""
    return index + 1 < len(days) and days[index].month == days[index + 1].month


def _part(day: dt.date, sessions: list[int], month_follows: bool) -> str:
    whole = len(sessions) == len(SESSION_NAMES)
    text = str(day.day) if month_follows and whole else _day(day)
    return text if whole else f"{text} ({SESSION_NAMES[sessions[0]]})"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B}"
