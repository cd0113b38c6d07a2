"""Rows that are no records: blank ones, totals and foot lines, and the headings again, as at the head of each page.

They are passed over, and all but the blank ones are mentioned with their place, so that nobody wonders where they went.
"""

import re
from collections.abc import Sequence
from typing import Final

from integrations.exchange.cells import clean
from integrations.exchange.columns import folded
from schools.intake.rules.problems import Problems

_FOOT = re.compile(
    r"((grand|sub)[ -]?)?totals?\b|count\b|(number|no\.?) of (pupils|students|rows|records)\b|page [0-9]+\b"
    r"|(printed|generated|exported|report (run|date|produced))\b|[0-9,]+ (pupils|students|rows|records)\b|end of report",
    re.IGNORECASE,
)
_NUMBER_OF_A_PUPIL = re.compile(r"\b[A-Z][0-9]{11}[0-9A-Z]\b", re.IGNORECASE)
#: A foot line fills no more cells than this, unless all further ones are numbers (our own choice).
_MOST_CELLS: Final = 3
_NUMBER = re.compile(r"[0-9][0-9.,]*\s*%?")
_TOTAL, _HEADINGS = "total", "headings"
_WORDS: Final = {
    _TOTAL: ("total_row", "a total or a foot line", "totals or foot lines"),
    _HEADINGS: ("repeated_header", "the headings again", "the headings again"),
}


def _is_heading(cell: str, heading: str) -> bool:
    return folded(cell) == heading


def _is_foot(said: Sequence[str]) -> bool:
    """Whether a row's cells that say something are a total's or a foot line's: Total and Count are surnames too."""
    if not _FOOT.match(said[0]) or any(map(_NUMBER_OF_A_PUPIL.search, said)):
        return False
    return len(said) <= _MOST_CELLS or all(map(_NUMBER.fullmatch, said[1:]))


class OtherRows:
    """Tells rows that are no records from those that are, and keeps count of them."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._headings = [folded(heading) for heading in headings]
        self._met: dict[str, list[int]] = {}

    def is_one(self, row: Sequence[str], number: int) -> bool:
        """Whether a row is no record. A row with a pupil's number in it is always one."""
        said = [cell for cell in map(clean, row) if cell]
        if not said:
            return True
        kind = ""
        if len(row) == len(self._headings) and all(map(_is_heading, row, self._headings)):
            kind = _HEADINGS
        elif _is_foot(said):
            kind = _TOTAL
        if kind:
            self._met.setdefault(kind, []).append(number)
        return bool(kind)

    def tell(self, problems: Problems) -> None:
        """Mention the rows that were passed over."""
        for kind, rows in self._met.items():
            code, one, many = _WORDS[kind]
            words = f"This row is {one} and is not read." if len(rows) == 1 else f"{len(rows):,} rows are {many}."
            problems.warning(code, words, "Nothing need be done unless it was a pupil's.", row=rows[0])
