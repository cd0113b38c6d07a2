"""Which column of a file is which: names as schools write them, matched to the fields the product knows.

A file may have two columns for one thing. Each is then read, the one whose heading stands first among a field's names
before the others; what a later one says otherwise is a *rival*, and the connector decides by the field whether the first
wins with a word about it or a person is asked. Nothing that is read is dropped unmentioned.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from foundation.refusals import Malformed
from integrations.exchange.cells import clean
from schools.intake.rules.problems import Problems

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_APART = re.compile(r"[\s_\-./()?:']+")
#: The most columns a file may have (our own choice; reports have some dozens).
MOST_COLUMNS: Final = 500
_SHOWN: Final = 15
_SHOWN_LENGTH: Final = 40


def decoded(tag: str) -> str:
    """A column's name from an XML tag: `Legal_x0020_Surname` is "Legal Surname"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), tag)


def folded(name: str) -> str:
    """A column's name in the form in which names are compared: "Legal Surname" and "LegalSurname" are one."""
    return _APART.sub("", decoded(name).strip("\ufeff").casefold())


#: Field key to the headings it is read from, the one that wins first.
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rival:
    """What a second column for a field says otherwise: its heading, the one that won, and the text."""

    heading: str
    won: str
    text: str


#: Field key to what its other columns say otherwise.
Rivals = Mapping[str, Sequence[Rival]]


def read_cells(columns: Columns, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[Rival]]]:
    """The cleaned text of every field of one row, and its rivals. `texts` is heading to what stands below it.

    An empty cell says nothing: the next column is read, and is no rival.
    """
    cells: dict[str, str] = {}
    rivals: dict[str, list[Rival]] = {}
    for key, headings in columns.items():
        won = ""
        cells[key] = ""
        for heading in headings:
            text = clean(texts.get(heading))
            if not text:
                continue
            if not cells[key]:
                cells[key], won = text, heading
            elif text.casefold() != cells[key].casefold():
                rivals.setdefault(key, []).append(Rival(decoded(heading), decoded(won), text))
    return cells, rivals


@dataclass(frozen=True, slots=True)
class Field:
    """One thing read from a file. `names` are the headings it may have, the one that wins first.

    A required field may be missing where the file has a column for the field `unless`. `said` is the heading people are
    told, where that is not the first.
    """

    key: str
    names: tuple[str, ...]
    required: bool = False
    unless: str = ""
    said: str = ""

    @property
    def heading(self) -> str:
        """The heading people are told."""
        return self.said or self.names[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The other headings it may have."""
        return tuple(name for name in self.names if name != self.heading)


@dataclass(frozen=True)
class Layout:
    """The fields of one kind of file of a system's, and headings that are passed over without remark."""

    system: str
    name: str
    fields: tuple[Field, ...]
    passed_over: frozenset[str] = frozenset()

    def rank(self, heading: str) -> tuple[str, int] | None:
        """The key of the field that a heading stands for and the place of the heading among its names, or None."""
        return self._ranks.get(folded(heading))

    def columns(self, headings: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Field key to the headings it is read from, the one that wins first ("Legal Surname" before "Surname")."""
        found: dict[str, list[tuple[int, str]]] = {}
        for heading in headings:
            ranked = self.rank(heading)
            if ranked is not None:
                key, place = ranked
                found.setdefault(key, []).append((place, heading))
        return {key: tuple(heading for _, heading in sorted(ranks)) for key, ranks in found.items()}

    def recognises(self, headings: Iterable[str]) -> bool:
        """Whether every required field has a heading."""
        return not self.missing(headings)

    def missing(self, headings: Iterable[str]) -> tuple[Field, ...]:
        """The required fields that no heading stands for."""
        found = self.columns(headings)
        return tuple(
            field
            for field in self.fields
            if field.required and field.key not in found and not (field.unless and field.unless in found)
        )

    def require(self, headings: Sequence[str], *, row: int | None) -> dict[str, tuple[str, ...]]:
        """`columns`, refusing the file when a required column is not there."""
        missing = self.missing(headings)
        if missing:
            names = ", ".join(f"“{field.heading}”" for field in missing)
            also = "; ".join(
                f"{field.heading} may also be called {', '.join(field.others[:3])}" for field in missing[:3]
            )
            raise Malformed(
                f"The file has no column {names}, which {self.name} needs.",
                code="missing_column",
                row=row,
                field=missing[0].heading,
                remedy=f"Add it to the report in {self.system} and export again ({also}).",
            )
        return self.columns(headings)

    def require_one(self, headings: Sequence[str], keys: Iterable[str], *, row: int | None) -> None:
        """Refuse a file with two columns for a field of which one row can have no rival."""
        found = self.columns(headings)
        for key in keys:
            if len(found.get(key, ())) > 1:
                one, other = (decoded(name)[:_SHOWN_LENGTH] for name in found[key][:2])
                raise Malformed(
                    f"The columns “{one}” and “{other}” are for one and the same thing.",
                    code="two_columns",
                    row=row,
                    field=other,
                    remedy=f"Leave one of them out of the report in {self.system}, and export again.",
                )

    def warn_of_unknown(self, headings: Sequence[str], problems: Problems) -> None:
        """Say which columns are not read, so that nobody believes that they were."""
        unknown = [name for name in headings if self.rank(name) is None and folded(name) not in self._passed_over]
        if unknown:
            shown = ", ".join(f"“{decoded(name)[:_SHOWN_LENGTH]}”" for name in unknown[:_SHOWN])
            more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
            problems.warning(
                "unknown_column",
                f"These columns are not read: {shown}{more}.",
                "Nothing need be done unless one of them was meant to be imported.",
            )

    @cached_property
    def _ranks(self) -> dict[str, tuple[str, int]]:
        """What `rank` answers, by a heading's name as names are compared."""
        ranks: dict[str, tuple[str, int]] = {}
        for field in self.fields:
            for place, name in enumerate(field.names):
                ranks.setdefault(folded(name), (field.key, place))
        return ranks

    @cached_property
    def _passed_over(self) -> frozenset[str]:
        return frozenset(folded(name) for name in self.passed_over)


def refuse_too_many(headings: int, *, row: int | None, system: str) -> None:
    """Refuse a file with more columns than any report has: each is looked up, and some are told of."""
    if headings > MOST_COLUMNS:
        raise Malformed(
            f"The file has more than {MOST_COLUMNS} columns.",
            code="too_many_columns",
            row=row,
            remedy=f"Leave the columns that are not for Rollcall out of the report in {system}, and export again.",
        )


def refuse_repeated(headings: Sequence[str], *, row: int, system: str) -> None:
    """Refuse a header in which two columns have one name: nobody can say which of them is meant."""
    counted = Counter(folded(name) for name in headings if name.strip())
    for name in headings:
        if counted[folded(name)] > 1:
            raise Malformed(
                f"Two columns are called “{name.strip()[:_SHOWN_LENGTH]}”.",
                code="repeated_column",
                row=row,
                field=name.strip()[:_SHOWN_LENGTH],
                remedy=f"Give each column of the report in {system} its own caption, and export again.",
            )
