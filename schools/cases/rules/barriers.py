"""The barriers a new school's list begins with (`barriers.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Begins:
    """A barrier of the list that a school begins with."""

    name: str
    sensitive: bool


@cache
def first_list() -> tuple[Begins, ...]:
    """The list, in its order."""
    read = tomllib.loads((files("schools.cases.rules") / "barriers.toml").read_text(encoding="utf-8"))
    return tuple(Begins(row["name"], row.get("sensitive", False)) for row in read["barrier"])
