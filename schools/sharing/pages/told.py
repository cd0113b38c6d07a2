"""What a version tells, as the officer reads it: field by field in the order of the closed list of its purpose."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.ui.numbers import middle_date, thousands
from tenants.shares.rules.purposes import Field, Snapshot, core_fields

_ISO_LETTERS: Final = len("2026-09-01")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one field under the heads of its columns; each cell with the head it stands under."""

    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A version: whom it is about, its single facts, and its tables."""

    core: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]


def told_of(snapshot: Snapshot) -> Told:
    """What it tells, without what is empty."""
    core = [
        (one.words, _words(one, snapshot.core[key])) for key, one in core_fields().items() if snapshot.core.get(key)
    ]
    facts, tables = [], []
    for field, value in snapshot.told():
        if field.kind == "rows":
            rows = [[(words, _cell(row.get(key, ""))) for key, words in field.columns.items()] for row in value]
            tables.append(Table(field.words, list(field.columns.values()), rows))
        else:
            facts.append((field.words, _words(field, value)))
    return Told(core, facts, tables)


def _words(field: Field, value: Any) -> str:
    if field.kind == "date":
        return middle_date(dt.date.fromisoformat(value))
    if field.kind == "yes":
        return "Yes" if value else "No"
    return thousands(value) if field.kind == "number" else str(value)


def _cell(text: str) -> str:
    """A cell as it reads: a day that is kept in ISO form is written out."""
    try:
        return middle_date(dt.date.fromisoformat(text)) if len(text) == _ISO_LETTERS else text
    except ValueError:
        return text
