"""Ground (i) by the registers: 20 school days of nothing but G, N and O, and where a run of them was broken [R9(1)(i), LGL].

A school day counts once every session the school held on it bears one of these codes. Any other code ends the run, a single
U or I too: who was late or ill was somewhere. A session that holds no mark proves nothing: it ends no run, and its day
counts only once the mark is entered (our reading, and the strict one). Holidays, INSET days and closures hold no session.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from schools.calendar.rules.sessions import SchoolSession
from schools.registers.rules.codes import codes

#: So many school days make ground (i).
DAYS: Final = 20

Marks = Mapping[tuple[dt.date, int], str]


@cache
def run_codes() -> frozenset[str]:
    """The codes a run is made of: G, N and O in the packaged table."""
    return frozenset(code.code for code in codes() if code.counts_for_ground_i)


@dataclass(frozen=True, slots=True)
class Broken:
    """The session that ended what stood before it: its code, and how many whole school days that had been."""

    at: SchoolSession
    code: str
    days: int


@dataclass(frozen=True, slots=True)
class Run:
    """The run that goes on today: its whole school days in order, and sessions within it that hold no mark yet.

    `first` is its first session, None where the newest mark is of another code. `broken` is what ended the run before it.
    """

    first: SchoolSession | None
    days: tuple[dt.date, ...]
    gaps: tuple[SchoolSession, ...]
    broken: Broken | None

    @property
    def number(self) -> int:
        """How many whole school days it has lasted."""
        return len(self.days)

    @property
    def twentieth(self) -> dt.date | None:
        """The day on which it came to 20 school days, if it has."""
        return self.days[DAYS - 1] if self.number >= DAYS else None


def run_of(held: Sequence[SchoolSession], marks: Marks, today: dt.date) -> Run:
    """The run as it stands. `held` are the sessions the school held up to today, in time order; today's may hold no mark."""
    stretches = _stretches(held, marks)
    current, _ = stretches[-1]
    broken = None
    if len(stretches) > 1:
        before, at = stretches[-2]
        assert at is not None
        broken = Broken(at, marks[at.date, at.session], len(_whole(before, held)))
    if not current:
        return Run(None, (), (), broken)
    unmarked = (slot for slot in held if slot > current[0] and not marks.get((slot.date, slot.session)))
    gaps = tuple(slot for slot in unmarked if slot.date < today)
    return Run(current[0], tuple(_whole(current, held)), gaps, broken)


def _stretches(held: Sequence[SchoolSession], marks: Marks) -> list[tuple[list[SchoolSession], SchoolSession | None]]:
    """Sessions in a row of nothing but the run's codes, each with the session that ended it; the last has not ended."""
    found: list[tuple[list[SchoolSession], SchoolSession | None]] = []
    current: list[SchoolSession] = []
    for slot in held:
        code = marks.get((slot.date, slot.session), "")
        if code in run_codes():
            current.append(slot)
        elif code:
            found.append((current, slot))
            current = []
    return [*found, (current, None)]


def _whole(current: Sequence[SchoolSession], held: Sequence[SchoolSession]) -> list[dt.date]:
    """The school days of which every session held is in a stretch."""
    mine, days = set(current), dict.fromkeys(slot.date for slot in current)
    broken = {slot.date for slot in held if slot.date in days and slot not in mine}
    return [on for on in days if on not in broken]


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """One school day as the page shows it: the codes of its sessions ("" where no mark is), which day of its run it was, and
    whether it broke one that stood."""

    date: dt.date
    marks: tuple[tuple[int, str], ...]
    number: int | None
    breaks: bool


def school_days(held: Sequence[SchoolSession], marks: Marks, *, since: dt.date) -> list[SchoolDay]:
    """Every school day since a day. `held` may begin earlier: which day of its run it was is counted from there."""
    place: dict[dt.date, int] = {}
    breaking = set()
    for current, ended in _stretches(held, marks):
        place |= {on: number for number, on in enumerate(_whole(current, held), start=1)}
        if current and ended is not None:
            breaking.add(ended.date)
    pairs: dict[dt.date, list[tuple[int, str]]] = {}
    for slot in held:
        if slot.date >= since:
            pairs.setdefault(slot.date, []).append((slot.session, marks.get((slot.date, slot.session), "")))
    return [SchoolDay(on, tuple(row), place.get(on), on in breaking) for on, row in pairs.items()]
