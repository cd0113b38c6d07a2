"""The table of who sees what of a case (`rights.toml`), read once."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Part(StrEnum):
    """A part of a case that somebody may see and another may not."""

    PLAN = "plan"
    STAGE = "stage"
    RECORD = "record"
    TASKS = "tasks"
    PENALTIES = "penalties"
    SENSITIVE = "sensitive"
    RESTRICTED = "restricted"


class Level(StrEnum):
    """How much of a part. `OWN` is what is in somebody's own hands, whatever the pupil."""

    WRITE = "write"
    READ = "read"
    EXISTS = "exists"
    OWN = "own"


class Reaches(StrEnum):
    """Of which pupils."""

    EVERYBODY = "everybody"
    OWN_YEARS = "own years"
    OWN_GROUPS = "own groups"


#: Levels from the least to the most: who has one has those before it.
_RISING = (Level.EXISTS, Level.READ, Level.WRITE)


@dataclass(frozen=True, slots=True)
class Right:
    """What one role has of one part."""

    level: Level
    reaches: Reaches | None

    def gives(self, level: Level) -> bool:
        """Whether it is at least that much. What is in somebody's own hands is asked for by itself."""
        if Level.OWN in (self.level, level):
            return self.level == level
        return _RISING.index(self.level) >= _RISING.index(level)


@dataclass(frozen=True, slots=True)
class PartRights:
    """One part, and what each role that is named has of it."""

    part: Part
    words: str
    rights: dict[str, Right]

    def roles(self, level: Level, reaches: Reaches | None) -> frozenset[str]:
        """The roles that have at least this much, of these pupils."""
        return frozenset(role for role, right in self.rights.items() if right.gives(level) and right.reaches == reaches)

    @property
    def writers(self) -> frozenset[str]:
        """The roles that write it, of whichever pupils."""
        return frozenset(role for role, right in self.rights.items() if right.gives(Level.WRITE))


@cache
def table() -> dict[Part, PartRights]:
    """The whole table, in the order of the file. ValueError for a line that is none of a part's."""
    read = tomllib.loads((files("schools.cases.rules") / "rights.toml").read_text(encoding="utf-8"))
    found = {Part(part): _part(Part(part), dict(rows)) for part, rows in read.items()}
    if set(found) != set(Part):
        message = f"parts without rights: {sorted(set(Part) - set(found))}"
        raise ValueError(message)
    return found


def _part(part: Part, rows: dict[str, str]) -> PartRights:
    words = rows.pop("words")
    return PartRights(part, words, {role: _right(said) for role, said in rows.items()})


def _right(said: str) -> Right:
    level, _, reaches = said.partition(" ")
    return Right(Level(level), Reaches(reaches) if reaches else None)
