"""The barriers a new school's list begins with, and the local form that asks about them (`barriers.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Begins:
    """A barrier of the list that a school begins with."""

    name: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class AttendForm:
    """The form as it is shown: its name, what it is, and its questions in order."""

    name: str
    note: str
    questions: tuple[str, ...]


@cache
def first_list() -> tuple[Begins, ...]:
    """The list, in its order."""
    return tuple(Begins(row["name"], row.get("sensitive", False)) for row in _read()["barrier"])


@cache
def attend_form() -> AttendForm:
    """The local template."""
    read = _read()["attend"]
    return AttendForm(read["name"], read["note"], tuple(read["questions"]))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("schools.cases.rules") / "barriers.toml").read_text(encoding="utf-8"))
