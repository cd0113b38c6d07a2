"""The packaged table of national register codes, read once, and its copy for a database.

The law's table is `attendance_codes.csv` (its sources are in SOURCES.md beside it); nothing about a code is written in
Python except how to read that table. Ask it through `codes.py`.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

TABLE: Final = "attendance_codes.csv"


class MarkClass(StrEnum):
    """What a mark counts as. The last two never enter possible sessions [EES]."""

    PRESENT = "present"
    APPROVED = "approved"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    NOT_POSSIBLE = "not_possible"
    NOT_COLLECTED = "not_collected"


class Late(StrEnum):
    """Whether a code records a late arrival: L while the register was open, U after it closed."""

    NO = ""
    BEFORE_CLOSE = "before_close"
    AFTER_CLOSE = "after_close"


class AppliesTo(StrEnum):
    """Where or for whom a code may stand."""

    ANY = "any"
    AM_ONLY = "AM only"
    PM_ONLY = "PM only"
    COMPULSORY_AGE = "compulsory age only"
    NOT_COMPULSORY_AGE = "non-compulsory-age only"
    EXAM_PUPILS = "exam pupils only"


_CLASSES: Final = MappingProxyType(
    {
        "present": MarkClass.PRESENT,
        "approved_educational_activity": MarkClass.APPROVED,
        "authorised_absence": MarkClass.AUTHORISED,
        "unauthorised_absence": MarkClass.UNAUTHORISED,
        "not_possible": MarkClass.NOT_POSSIBLE,
        "not_collected": MarkClass.NOT_COLLECTED,
    }
)


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the table: a code and what it means from `valid_from` to `valid_to`, both included (None is open)."""

    code: str
    valid_from: date | None
    valid_to: date | None
    description: str
    mark_class: MarkClass
    subgroup: str
    applies_to: AppliesTo
    late: Late
    counts_for_penalty_notice: bool
    counts_for_ten_day_return: bool
    counts_for_ground_i: bool
    extra_information: str
    maps_to: str
    notes: str
    sources: str

    def valid_on(self, on: date) -> bool:
        """Whether the code may stand in a register of that date."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def withdrawn(self) -> bool:
        """Whether the code has an end date; marks before it keep their old meaning."""
        return self.valid_to is not None


def _read() -> Iterator[Code]:
    text = files(__package__).joinpath(TABLE).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        late = row["counts_as_late"]
        yield Code(
            code=row["code"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            description=row["description"],
            mark_class=_CLASSES[row["category"]],
            subgroup=row["subgroup"],
            applies_to=AppliesTo(row["applies_to"]),
            late=Late.NO if late == "no" else Late(late),
            counts_for_penalty_notice=row["penalty_notice_threshold"] == "yes",
            counts_for_ten_day_return=row["unauthorised_10_day_return"] == "yes",
            counts_for_ground_i=row["ground_i_20_day_deletion"] == "yes",
            extra_information=row["extra_information"],
            maps_to=row["maps_to"],
            notes=row["notes"],
            sources=row["source_refs"],
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def codes() -> tuple[Code, ...]:
    """Every code of every date, in the table's order (the order people expect to see them in)."""
    return tuple(_read())


# Copying it into a database table and knowing that the copy is whole


def sql_columns() -> tuple[str, ...]:
    """The names of the values in each of `sql_rows()`, in order: the fields of Code."""
    return tuple(field.name for field in fields(Code))


def sql_rows() -> Iterator[tuple[str | date | bool | None, ...]]:
    """Every row of the table as plain values (str, date, bool or None) in the order of `sql_columns()`."""
    for code in codes():
        yield tuple(str(value) if isinstance(value, StrEnum) else value for value in astuple(code))


def rows_hash(rows: Iterable[tuple[str | date | bool | None, ...]]) -> str:
    """SHA-256 of rows shaped like `sql_rows()`, whatever order they come in."""
    written = sorted(json.dumps(row, default=date.isoformat, ensure_ascii=True) for row in rows)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()


@cache
def codes_hash() -> str:
    """The hash of the packaged table. A school's copy is current when `rows_hash` of its rows equals this."""
    return rows_hash(sql_rows())
