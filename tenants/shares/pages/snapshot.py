"""What one version of a share holds, as a page shows it: facts, tables, and the extract by weeks."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from foundation.ui.numbers import middle_date, short_date
from tenants.shares.rules.purposes import Field, Snapshot, core_fields

#: The title of a page says these already.
_IN_TITLE: Final = ("school", "forename", "surname")
#: Shown apart: the extract is a register, and digests are for machines.
_EXTRACT: Final = "extract"
DIGESTS: Final = ("digest", "manifest")
_NAMES: Final = ("parent_name", "social_worker")
#: Columns that hold people's names.
_NAME_COLUMNS: Final = ("who",)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SESSIONS: Final = ("AM", "PM")


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and words; whether the words are somebody's name, or a digest."""

    term: str
    words: str
    is_name: bool = False
    is_digest: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, under the words of its column; whether it is somebody's name."""

    column: str
    words: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table under its words."""

    heading: str
    key: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Slot:
    """One session of the extract. An empty code: no mark stood there."""

    code: str
    words: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the extract: its Monday, and for each weekday the morning and the afternoon, None where nothing was.

    A day without either is empty: the school was shut, or the day is outside the extract.
    """

    monday: dt.date
    days: Sequence[tuple[str, Sequence[Slot | None]]]


@dataclass(frozen=True, slots=True)
class Session:
    """A session that counts, as a list names it."""

    day: str
    session: str
    code: str
    words: str


def fact_of(field: Field, value: Any) -> Fact:
    """A single value in words: a date as people write it, yes or no."""
    if field.kind == "date":
        words = middle_date(dt.date.fromisoformat(value))
    elif field.kind == "yes":
        words = "yes" if value else "no"
    else:
        words = str(value)
    return Fact(field.words, words, field.key in _NAMES, field.key in DIGESTS)


def rows_of(field: Field, value: Sequence[Mapping[str, str]]) -> Rows:
    """A table; columns that no row fills are left out."""
    used = [key for key in field.columns if any(row.get(key) for row in value)]
    rows = [[Cell(field.columns[key], _cell(row.get(key, "")), key in _NAME_COLUMNS) for key in used] for row in value]
    return Rows(field.words, field.key, [field.columns[key] for key in used], rows)


def _cell(words: str) -> str:
    return middle_date(dt.date.fromisoformat(words)) if _ISO.match(words) else words


@dataclass(frozen=True, slots=True)
class Held:
    """All that a version holds."""

    snapshot: Snapshot

    @property
    def heading(self) -> str:
        """Over its core: a meeting is about a school."""
        return "About the pupil" if self.snapshot.core.get("surname") else "About the school"

    @property
    def core(self) -> list[Fact]:
        """Who it is about, besides the name and the school."""
        values = self.snapshot.core
        return [
            fact_of(field, values[key])
            for key, field in core_fields().items()
            if key not in _IN_TITLE and values.get(key) not in (None, "")
        ]

    @property
    def facts(self) -> list[Fact]:
        """What is told in single values."""
        return [fact_of(field, value) for field, value in self.snapshot.told() if field.kind != "rows"]

    @property
    def tables(self) -> list[Rows]:
        """What is told in rows, without the extract."""
        told = self.snapshot.told()
        return [rows_of(field, value) for field, value in told if field.kind == "rows" and field.key != _EXTRACT]

    @property
    def extract(self) -> Sequence[Mapping[str, str]]:
        found: Sequence[Mapping[str, str]] = self.snapshot.facts.get(_EXTRACT) or ()
        return found

    @property
    def counted(self) -> list[Session]:
        """The sessions it rests on, in order."""
        rows = sorted(
            (row for row in self.extract if row.get("counted")), key=lambda row: (row["date"], row["session"])
        )
        return [Session(_day(row["date"]), row["session"], row["code"], row.get("words", "")) for row in rows]

    @property
    def weeks(self) -> list[Week]:
        """The extract as a register of weeks."""
        slots = {
            (dt.date.fromisoformat(row["date"]), row["session"]): Slot(
                row.get("code", ""), row.get("words", ""), bool(row.get("counted"))
            )
            for row in self.extract
        }
        mondays = sorted({day - dt.timedelta(day.weekday()) for day, _ in slots})
        return [Week(monday, [_weekday(monday + dt.timedelta(n), slots) for n in range(5)]) for monday in mondays]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The codes of the extract, each with what it means."""
        found = {row["code"]: row.get("words", "") for row in self.extract if row.get("code")}
        return sorted(found.items())


def _weekday(day: dt.date, slots: Mapping[tuple[dt.date, str], Slot]) -> tuple[str, Sequence[Slot | None]]:
    held = [slots.get((day, session)) for session in _SESSIONS]
    return short_date(day), held if any(held) else []


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day:%a} {short_date(day)}"


def held(plain: Mapping[str, Any]) -> Held:
    """What a version holds; checked against the list of its purpose once more."""
    return Held(Snapshot.of(plain))
