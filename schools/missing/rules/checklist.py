"""What is still lacking of a missing child's case, by the day of the run: enquiries and steps, each by its own day.

Days, enquiries and steps are configuration (`enquiries.toml`, `steps.toml`); the twenty school days alone are the law's.
"""

import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from schools.missing.rules.enquiries import Made, Result, kinds

LEAD, LAST_SEEN, NOTICE, SICKNESS = "lead", "last_seen", "notice", "sickness"


class State(StrEnum):
    """How a line of the checklist stands."""

    DONE = "done"
    WAITING = "waiting"
    LATE = "late"
    DUE = "due"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, the day of the run by which it is looked for, and how it stands. `enquiry` when it is one."""

    key: str
    words: str
    by_day: int
    state: State
    enquiry: bool


@cache
def steps() -> tuple[tuple[str, str, int], ...]:
    """The steps beside enquiries: key, words, day. ValueError for one that nothing works out."""
    read = tomllib.loads((files("schools.missing.rules") / "steps.toml").read_text(encoding="utf-8"))["steps"]
    found = tuple((str(row["key"]), str(row["words"]), int(row["by_day"])) for row in read)
    if {key for key, _, _ in found} != {LEAD, LAST_SEEN, NOTICE, SICKNESS}:
        message = "steps.toml names a step that nothing works out, or leaves one out"
        raise ValueError(message)
    return found


def checklist(day: int, made: Sequence[Made], done: Set[str]) -> list[Line]:
    """Every line by its day. `day` is that of the run; `done` are the keys of steps that are there."""
    lines = [
        Line(key, words, by, State.DONE if key in done else _by(day, by), enquiry=False) for key, words, by in steps()
    ]
    for kind in kinds().values():
        mine = [one.result for one in made if one.kind == kind.key]
        if kind.by_day or mine:
            lines.append(Line(kind.key, kind.words, kind.by_day, _of(mine, day, kind.by_day), enquiry=True))
    return sorted(lines, key=lambda one: one.by_day or 99)


def lacking(lines: Sequence[Line]) -> list[Line]:
    """What is due by now and not there, the longest first."""
    return [one for one in lines if one.state in (State.LATE, State.DUE, State.WAITING)]


def _of(results: Sequence[Result], day: int, by: int) -> State:
    if any(one is not Result.WAITING for one in results):
        return State.DONE
    return State.WAITING if results else _by(day, by)


def _by(day: int, by: int) -> State:
    if by > max(day, 1):
        return State.LATER
    return State.DUE if by == max(day, 1) else State.LATE
