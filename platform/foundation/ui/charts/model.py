"""What a chart is made from and what comes out. Values are exact; texts are made once and used everywhere."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from foundation.ui import numbers

_KEY = re.compile(r"[a-z][a-z0-9-]{0,63}")


def check_key(key: str) -> None:
    """Raise ValueError unless `key` can be part of an id: it makes the ids of the chart's title unique on the page."""
    if not _KEY.fullmatch(key):
        message = f"a chart's key is small letters, figures and hyphens, a letter first: {key!r}"
        raise ValueError(message)


def _with_incomplete(text: str, incomplete: str) -> str:
    return f"{text} (incomplete: {incomplete})" if incomplete else text


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a line. `value` None leaves a gap (`text` then says why: "n/a").

    `incomplete`, in a few words ("37 marks no code"), draws the point hollow over hatching and says so.
    """

    label: str
    value: Decimal | None
    text: str
    href: str = ""
    incomplete: str = ""

    @property
    def full_text(self) -> str:
        """The text with what is incomplete about it, for the table and for those who hear it."""
        return _with_incomplete(self.text, self.incomplete)


def percent_point(label: str, numerator: int, denominator: int, *, href: str = "", incomplete: str = "") -> Point:
    """Make a point of a rate from its two counts: drawn exactly, written with one decimal."""
    exact = Decimal(100 * numerator) / denominator if denominator else None
    return Point(label, exact, numbers.percent(numerator, denominator), href, incomplete)


@dataclass(frozen=True, slots=True)
class Comparator:
    """The line it is held against, dashed. `name` is short ("National"); `points` match the series' one for one."""

    name: str
    points: tuple[Point, ...]
    publication: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """One series over time, against a comparator or none. `name` and `over` head the table's columns."""

    key: str
    title: str
    name: str
    points: tuple[Point, ...]
    comparator: Comparator | None = None
    over: str = "Week from"

    def __post_init__(self) -> None:
        check_key(self.key)
        if self.comparator and len(self.comparator.points) != len(self.points):
            message = "a comparator has a point for each point of the series; leave a gap with value None"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None draws none and writes `text` ("n/a", "hidden: fewer than 6"). `incomplete` hatches it."""

    label: str
    value: Decimal | None
    text: str
    href: str = ""
    incomplete: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and self.value < 0:
            message = f"a bar starts at nought and cannot be negative: {self.label} {self.value}"
            raise ValueError(message)

    @property
    def full_text(self) -> str:
        """The text with what is incomplete about it, for the table and for those who hear it."""
        return _with_incomplete(self.text, self.incomplete)


def percent_bar(label: str, numerator: int, denominator: int, *, href: str = "", incomplete: str = "") -> Bar:
    """Make a bar of a rate from its two counts: drawn exactly, written with one decimal."""
    point = percent_point(label, numerator, denominator)
    return Bar(label, point.value, point.text, href, incomplete)


@dataclass(frozen=True, slots=True)
class Mean:
    """The value bars are held against, dashed. `name` is short ("national")."""

    name: str
    value: Decimal
    text: str
    publication: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars from nought, against a mean or none. `of` heads the table's first column."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    mean: Mean | None = None
    of: str = "School"

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures to read: the first column of each row is its head.

    `incomplete` are the places of figures that may still move, by row and column: hatched as in the drawing.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    incomplete: frozenset[tuple[int, int]] = frozenset()

    @property
    def cells(self) -> tuple[tuple[tuple[str, bool, bool], ...], ...]:
        """Each row's texts, with whether it is incomplete, and whether that is still to be said beside the text."""
        return tuple(
            tuple(
                (text, hatched := (row, column) in self.incomplete, hatched and "incomplete" not in text)
                for column, text in enumerate(texts)
            )
            for row, texts in enumerate(self.rows)
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready for a page: the drawing, its figures, and what the reader must be told of how it is drawn."""

    svg: SafeString
    table: Table
    note: str
