"""Runs of absence: ten continuous school days without leave or reason, and the illness that makes fifteen days.

A run is made of sessions the school held, in order. What is marked otherwise ends it; a session that holds no mark yet
neither adds to it nor ends it, since nobody knows what happened (our reading: a register not taken must not hide a child).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from schools.calendar.rules.sessions import SchoolSession
from schools.registers.rules.codes import codes

#: Ten continuous school days, which are twenty sessions [DERBY, LINCS].
TEN_DAYS: Final = 10
TEN_DAYS_SESSIONS: Final = 20
#: Fifteen school days of sickness [GRID].
SICKNESS_SESSIONS: Final = 30
ILLNESS: Final = "I"

Marks = Mapping[tuple[dt.date, int], str]


@dataclass(frozen=True, slots=True)
class Run:
    """Sessions in a row that bear some codes: the first and the last, how many, over how many whole school days.

    `codes` are those that stand in it. `open` says that nothing has ended it by the last session looked at. `tenth` is the
    day on which it came to ten school days, if it has.
    """

    first: dt.date
    last: dt.date
    sessions: int
    days: int
    codes: tuple[str, ...]
    open: bool
    tenth: dt.date | None = None

    @property
    def is_ten_days(self) -> bool:
        """Whether it makes the ten-day return: ten whole school days, or as many sessions from an afternoon on."""
        return self.tenth is not None


@cache
def ten_day_codes() -> frozenset[str]:
    """The codes that the ten-day return counts: G, N, O and U in the packaged table."""
    return frozenset(code.code for code in codes() if code.counts_for_ten_day_return)


def runs(held: Iterable[SchoolSession], marks: Marks, counted: Iterable[str]) -> list[Run]:
    """Every run of these codes among the sessions held, in time order."""
    wanted = frozenset(counted)
    found: list[Run] = []
    current: list[SchoolSession] = []
    sessions = list(held)
    for slot in sessions:
        code = marks.get((slot.date, slot.session))
        if code in wanted:
            current.append(slot)
        elif code is not None and current:
            found.append(_run(current, marks, sessions, still=False))
            current = []
    if current:
        found.append(_run(current, marks, sessions, still=True))
    return found


def _run(current: list[SchoolSession], marks: Marks, sessions: list[SchoolSession], *, still: bool) -> Run:
    first, last = current[0].date, current[-1].date
    mine = set(current)
    broken = {slot.date for slot in sessions if first <= slot.date <= last and slot not in mine}
    whole = {slot.date for slot in current} - broken
    used = tuple(sorted({marks[slot.date, slot.session] for slot in current}))
    return Run(first, last, len(current), len(whole), used, still, _tenth(current, broken))


def _tenth(current: list[SchoolSession], broken: set[dt.date]) -> dt.date | None:
    """The day on which sessions in a row came to ten whole school days, or to as many sessions."""
    by_date: dict[dt.date, int] = {}
    for slot in current:
        by_date[slot.date] = by_date.get(slot.date, 0) + 1
    days = sessions = 0
    for on, held in by_date.items():
        days, sessions = days + (on not in broken), sessions + held
        if days >= TEN_DAYS or sessions >= TEN_DAYS_SESSIONS:
            return on
    return None
