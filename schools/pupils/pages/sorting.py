"""How a list of pupils is sorted by its columns: what its heads say and lead to, and the order itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from schools.pupils.pages.pupil_list import PupilLine
from schools.roll.rules.form_order import form_place


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. With `by`, the word of an address, it sorts by `key`; a line whose key is None comes last.

    `largest_first` is what its head asks for first.
    """

    words: str
    by: str = ""
    key: Callable[[PupilLine], Any] = lambda _line: None
    number: bool = False
    largest_first: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A column head. `sorted` is "ascending", "descending", or nothing; no `href`: not sortable."""

    words: str
    href: str
    sorted: str
    number: bool


NAME = Column("Pupil", "name", lambda line: (line.pupil.sort_name, line.pupil.key))
YEAR = Column("Year")
FORM = Column("Form", "form", lambda line: form_place(line.pupil.year_group, line.pupil.group))


@dataclass(frozen=True, slots=True)
class Sort:
    """How a list is sorted: one of its columns by its word, and whether largest first."""

    columns: tuple[Column, ...]
    by: str
    descending: bool = False

    @classmethod
    def read(cls, text: str, columns: tuple[Column, ...], otherwise: str) -> "Sort":
        """From an address: "absent", or "-absent" for the largest first; anything else is the list's own order."""
        by = text.removeprefix("-")
        known = {column.by for column in columns if column.by}
        return cls(columns, by, text.startswith("-")) if by in known else cls(columns, otherwise)

    @property
    def text(self) -> str:
        """As an address says it."""
        return f"-{self.by}" if self.descending else self.by

    def heads(self, kept: dict[str, str]) -> tuple[Head, ...]:
        """What the column heads say and lead to; `kept` is the rest of the page's query."""
        return tuple(
            Head(
                words=column.words,
                href="?" + urlencode(kept | {"sort": self._next(column)}) if column.by else "",
                sorted="" if column.by != self.by else "descending" if self.descending else "ascending",
                number=column.number,
            )
            for column in self.columns
        )

    def _next(self, column: Column) -> str:
        """What a head leads to: its own order; the other way about when it is sorted so already."""
        turned = not self.descending if column.by == self.by else column.largest_first
        return f"-{column.by}" if turned else column.by

    def order(self, lines: Iterable[PupilLine]) -> tuple[PupilLine, ...]:
        """The lines in this order; names settle what is equal, from A to Z."""
        key = next(column.key for column in self.columns if column.by == self.by)
        keyed = [(key(line), line) for line in sorted(lines, key=NAME.key)]
        having = sorted(
            (pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=self.descending
        )
        return tuple(line for _, line in [*having, *(pair for pair in keyed if pair[0] is None)])
