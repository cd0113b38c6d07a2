"""What somebody asks to have saved in a register, and the ways it is answered."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.refusals import Overtaken
from schools.registers.rules.entering import CellMark

#: Marks one save may carry: several times the largest registration group.
MOST_MARKS: Final = 500
LONGEST_KEY: Final = 64


def is_key(text: str) -> bool:
    """Whether a text can make a repeated save one save: 1 to 64 visible ASCII characters."""
    return 1 <= len(text) <= LONGEST_KEY and all("!" <= character <= "~" for character in text)


def digest(body: list[Any]) -> bytes:
    """SHA-256 of what somebody asks, 32 bytes: by it the same key with something else asked is known."""
    return hashlib.sha256(json.dumps(body).encode()).digest()


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One mark asked for. `row` is its place in what was sent, from 1; `was` is what the person saw in the cell."""

    row: int
    pupil: uuid.UUID
    was: CellMark
    asked: CellMark


@dataclass(frozen=True, slots=True)
class Ask:
    """One save as sent. `version` is the register's that the person saw; `key` makes a repeated save one save."""

    version: int
    changes: tuple[AskedChange, ...]
    key: str
    reason: str = ""

    def fingerprint(self, group: uuid.UUID, on: dt.date, session: int) -> bytes:
        """SHA-256 of what is asked and where, 32 bytes: the same key with another body is another save."""
        rows = [
            [str(one.pupil), one.was.code, one.was.minutes, one.asked.code, one.asked.minutes] for one in self.changes
        ]
        return digest([str(group), on.isoformat(), session, self.version, self.reason, rows])


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the register's version now, how many marks changed, and when it was made."""

    version: int
    marks: int
    at: dt.datetime
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else has changed since the person saw it: theirs, and who put it there when."""

    pupil: uuid.UUID
    yours: CellMark
    theirs: CellMark
    by: str
    position: str
    at: dt.datetime | None


class MarksOvertaken(Overtaken):
    """Somebody else changed the same cells: `conflicts` lists them, none when it happened at this very moment."""

    def __init__(self, version: int, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} cells were changed by somebody else", code="conflict")
        self.version = version
        self.conflicts = tuple(conflicts)
