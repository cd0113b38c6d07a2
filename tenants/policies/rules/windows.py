"""The stretch of time that a policy counts over, ending with the day it is asked about."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

#: A school year has some 39 weeks and 190 days: nothing is counted over more.
LONGEST_WEEKS: Final = 40
LONGEST_DAYS: Final = 200

_COUNTED: Final = re.compile(r"(weeks|days):([1-9][0-9]{0,2})")


class UnknownWindow(ValueError):
    """No window is written so."""


class Stretch(StrEnum):
    """What a window is measured in: a number of school weeks or days, or a whole period of the calendar."""

    WEEKS = "weeks"
    DAYS = "days"
    HALF_TERM = "half_term"
    TERM = "term"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Window:
    """`weeks:10`: the last ten weeks with a session, as the penalty window has them; `days:20`: the last twenty school days.

    `half_term`, `term` and `year` run from the first day of the one that the day stands in.
    """

    stretch: Stretch
    length: int | None = None

    @property
    def name(self) -> str:
        """How a document writes it."""
        return self.stretch.value if self.length is None else f"{self.stretch.value}:{self.length}"

    @property
    def words(self) -> str:
        """When it counts, after what it counts: "in the last 10 school weeks", "this half-term"."""
        if self.length is None:
            return {"half_term": "this half-term", "term": "this term", "year": "this school year"}[self.stretch.value]
        one = "week" if self.stretch is Stretch.WEEKS else "day"
        return f"in the last school {one}" if self.length == 1 else f"in the last {self.length} school {one}s"

    def __str__(self) -> str:
        return self.name


@cache
def window_named(name: str) -> Window:
    """The window written so. Raises UnknownWindow in words for the person who wrote it."""
    if found := _COUNTED.fullmatch(name):
        stretch, length = Stretch(found[1]), int(found[2])
        longest = LONGEST_WEEKS if stretch is Stretch.WEEKS else LONGEST_DAYS
        if length > longest:
            wrong = (
                f"{name} is longer than a school year. {stretch.value}:{longest} is the longest; “year” is the whole."
            )
            raise UnknownWindow(wrong)
        return Window(stretch, length)
    if name in {"half_term", "term", "year"}:
        return Window(Stretch(name))
    wrong = f"There is no window “{name}”. Write weeks:10, days:20, half_term, term or year."
    raise UnknownWindow(wrong)
