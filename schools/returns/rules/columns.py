"""How a file is laid out for one authority: its columns, their headings, and how dates are written.

There is no national file, so each authority may have a map of its own; without one the file has every field under our
words, which is what their forms have in common.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault, Malformed
from schools.returns.rules.fields import FIELDS, Values, field_of
from schools.returns.rules.kinds import Kind

MOST_COLUMNS: Final = 60
LONGEST_HEADING: Final = 80
#: Left out of a file that has no map: what is only there to decide who is told.
_NOT_BY_DEFAULT: Final = frozenset({"home_authority", "grounds"})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Dates(StrEnum):
    """How a file writes dates."""

    ISO = "iso"
    DAY_FIRST = "dmy"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the field that stands under it; an empty field is a column that the authority fills in."""

    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's columns in order, and how it writes dates."""

    columns: tuple[Column, ...]
    dates: Dates = Dates.ISO


def default_layout(kind: Kind) -> Layout:
    """Every field of the kind under our words, dates as ISO has them."""
    return Layout(tuple(Column(one.label, one.key) for one in FIELDS[kind] if one.key not in _NOT_BY_DEFAULT))


def rows_of(kind: Kind, layout: Layout, returns: Sequence[Values]) -> list[list[str]]:
    """The file: its headings, and a row for each return. Text as it is; who writes it guards it against spreadsheets."""
    head = [column.heading for column in layout.columns]
    return [head, *([_cell(kind, column, values, layout.dates) for column in layout.columns] for values in returns)]


def _cell(kind: Kind, column: Column, values: Values, dates: Dates) -> str:
    text = values.get(column.field, "") if column.field else ""
    one = field_of(kind, column.field) if column.field else None
    if one is not None and one.is_date and dates is Dates.DAY_FIRST and _ISO.fullmatch(text):
        return f"{dt.date.fromisoformat(text):%d/%m/%Y}"
    return text


def read_columns(kind: Kind, text: str) -> tuple[Column, ...]:
    """The columns in a text of one line each, "Heading = field". Malformed names every line that cannot be read.

    A line that is only a heading is a column left empty.
    """
    faults: list[Fault] = []
    found: list[Column] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        heading, _, key = (part.strip() for part in line.partition("="))
        fault = _fault_of(kind, heading, key, {column.heading.casefold() for column in found})
        if fault:
            faults.append(Fault(f"Line {number}: {fault}", "column", "columns", number))
        else:
            found.append(Column(heading, key))
    if not found and not faults:
        faults.append(Fault("A file needs at least one column.", "empty", "columns"))
    if len(found) > MOST_COLUMNS:
        faults.append(Fault(f"A file has at most {MOST_COLUMNS} columns.", "many", "columns"))
    if faults:
        raise Malformed.because(*faults)
    return tuple(found)


def _fault_of(kind: Kind, heading: str, key: str, earlier: set[str]) -> str:
    if not heading:
        return "the heading before the equals sign is missing."
    if len(heading) > LONGEST_HEADING:
        return f"a heading has at most {LONGEST_HEADING} characters."
    if heading.casefold() in earlier:
        return "this heading is used twice."
    if key and field_of(kind, key) is None:
        return f"“{key[:30]}” is no field of this return."
    return ""


def columns_text(columns: Sequence[Column]) -> str:
    """The same text again, for a form."""
    return "\n".join(f"{column.heading} = {column.field}".removesuffix(" = ") for column in columns)
