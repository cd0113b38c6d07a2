"""The worklist of pupils at the persistent absence line, sorted by who can still recover."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from foundation.ui.numbers import counted, thousands
from foundation.ui.sentences import Said
from schools.calendar.queries import school_calendar
from schools.pupils.pages.counted import CountedList
from schools.pupils.pages.pupil_list import Choices, PupilLine, lines_of, narrowed, visible_roll
from schools.registers.queries.newest import marked_through
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.rules.basis import Basis
from schools.registers.rules.outlook import Outlook, Prospect, recovery_order
from schools.roll.models import Pupil
from schools.roll.rules.year_group import year_group_order

RECOVER = "recover"


def outlook_of(line: PupilLine) -> Outlook:
    """A line's outlook; one of no possible session where there is none, which sorts last."""
    return line.standing.outlook or Outlook(0, 0, line.standing.left or 0)


#: What the list may be sorted by: its key, smallest first. Names settle what is equal.
ORDERS: dict[str, Callable[[PupilLine], Any]] = {
    RECOVER: lambda line: recovery_order(outlook_of(line)),
    "name": lambda _line: (),
    "form": lambda line: (year_group_order(line.pupil.year_group), line.pupil.group),
    "absent": lambda line: outlook_of(line).absence,
    "rate": lambda line: Fraction(outlook_of(line).absence, max(1, outlook_of(line).possible)),
    "left": lambda line: outlook_of(line).left,
}

#: The columns, in the page's order, and those of numbers, which sort largest first when first asked.
HEADS = (
    ("name", "Pupil"),
    ("", "Year"),
    ("form", "Form"),
    (RECOVER, "Can still recover"),
    ("absent", "Sessions absent"),
    ("", "Days"),
    ("", "Of possible"),
    ("rate", "Missed"),
    ("left", "Left this year"),
)
NUMBERS = frozenset({"absent", "rate", "left"})


@dataclass(frozen=True, slots=True)
class Head:
    """A column head that sorts. `sorted` is "ascending", "descending", or nothing; no `href`: not sortable."""

    words: str
    href: str
    sorted: str
    number: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """How the list is sorted: a key of ORDERS, and whether largest first."""

    by: str = RECOVER
    descending: bool = False

    @classmethod
    def read(cls, text: str) -> "Sort":
        """From an address: "absent", or "-absent" for the largest first; anything else is the list's own order."""
        by = text.removeprefix("-")
        return cls(by, text.startswith("-")) if by in ORDERS else cls()

    @property
    def text(self) -> str:
        """As an address says it."""
        return f"-{self.by}" if self.descending else self.by

    def heads(self, kept: dict[str, str]) -> tuple["Head", ...]:
        """What the column heads say and lead to; `kept` is the rest of the page's query."""
        return tuple(
            Head(
                words=words,
                href="?" + urlencode(kept | {"sort": self._next(by)}) if by else "",
                sorted="" if by != self.by else "descending" if self.descending else "ascending",
                number=by in NUMBERS or words in ("Days", "Of possible"),
            )
            for by, words in HEADS
        )

    def _next(self, by: str) -> str:
        """What a head leads to: its own order; the other way about when it is sorted so already."""
        largest_first = by in NUMBERS
        turned = not self.descending if by == self.by else largest_first
        return f"-{by}" if turned else by

    def order(self, lines: list[PupilLine]) -> tuple[PupilLine, ...]:
        """The lines in this order; names settle what is equal, always from A to Z unless the names are turned."""
        by_name = sorted(lines, key=lambda line: (line.pupil.sort_name, line.pupil.key))
        if self.by == "name":
            return tuple(reversed(by_name)) if self.descending else tuple(by_name)
        return tuple(sorted(by_name, key=ORDERS[self.by], reverse=self.descending))


@dataclass(frozen=True)
class NearList(CountedList):
    """The worklist: persistently absent, or within reach of it, on one basis. `everyone` counts whom it was drawn from."""

    everyone: int
    lines: tuple[PupilLine, ...]
    sort: Sort
    choices: Choices

    def _count(self, prospect: Prospect) -> int:
        return sum(1 for line in self.lines if outlook_of(line).prospect is prospect)

    @cached_property
    def can_recover(self) -> int:
        """Persistently absent now, and the year is long enough to end below."""
        return self._count(Prospect.CAN_RECOVER)

    @cached_property
    def near(self) -> int:
        """Not persistently absent, and near it."""
        return self._count(Prospect.BELOW)

    @cached_property
    def cannot(self) -> int:
        """Persistently absent at the end of the year, whatever is attended."""
        return self._count(Prospect.CANNOT_FINISH_BELOW)

    @property
    def lede(self) -> list[Said]:
        """What the page opens with: how many can still recover, are near, and cannot; or that nobody is there."""
        if not self.lines:
            return [Said(f"Nobody of {counted(self.everyone, 'pupil')} is persistently absent or near it.")]
        near = f" {'is' if self.near == 1 else 'are'} near it, and"
        return [
            Said(
                strong=thousands(self.can_recover), after=" persistently absent can still recover,", href="#why-recover"
            ),
            Said(strong=thousands(self.near), after=near, href="#why-near"),
            Said(strong=thousands(self.cannot), after=" cannot finish the year below it.", href="#why-cannot"),
        ]


def near_list(
    today: dt.date,
    *,
    visible: QuerySet[Pupil],
    basis: Basis,
    sort: Sort,
    year_group: str = "",
    group: str = "",
) -> NearList:
    """The worklist as at `today` of the pupils the reader may see. A fixed number of queries."""
    roll, school = visible_roll(today, visible)
    chosen = narrowed(roll, year_group, group)
    whole = len(chosen) == school
    calendar = school_calendar()
    year = calendar.year_of(today)
    left = sessions_left(calendar, year, today, None if whole else [row.key for row in chosen])
    lines = lines_of(chosen, left, basis=basis, whole_roll=whole)
    return NearList(
        academic_year=year,
        basis=basis,
        through=marked_through(today),
        everyone=len(chosen),
        lines=sort.order([line for line in lines if line.standing.persistent or line.standing.near]),
        sort=sort,
        choices=Choices.among(roll, year_group),
    )
