"""The worklist of pupils at the persistent absence line, sorted by who can still recover."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet

from foundation.ui.numbers import counted, thousands
from foundation.ui.sentences import Said
from schools.calendar.queries import school_calendar
from schools.pupils.pages.counted import CountedList
from schools.pupils.pages.pupil_list import Choices, PupilLine, lines_of, narrowed, visible_roll
from schools.pupils.pages.sorting import FORM, NAME, YEAR, Column, Sort
from schools.registers.queries.newest import marked_through
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.rules.basis import Basis
from schools.registers.rules.outlook import Outlook, Prospect, recovery_order
from schools.roll.models import Pupil

RECOVER = "recover"


def outlook_of(line: PupilLine) -> Outlook:
    """A line's outlook; one of no possible session where there is none, which sorts last."""
    return line.standing.outlook or Outlook(0, 0, line.standing.left or 0)


COLUMNS = (
    NAME,
    YEAR,
    FORM,
    Column("Can still recover", RECOVER, lambda line: recovery_order(outlook_of(line))),
    Column("Sessions absent", "absent", lambda line: outlook_of(line).absence, number=True, largest_first=True),
    Column("Days", number=True),
    Column("Of possible", number=True),
    Column(
        "Missed",
        "rate",
        lambda line: Fraction(outlook_of(line).absence, max(1, outlook_of(line).possible)),
        number=True,
        largest_first=True,
    ),
    Column("Left this year", "left", lambda line: outlook_of(line).left, number=True, largest_first=True),
)


def near_sort(text: str = "") -> Sort:
    """How the worklist is sorted, from an address: by who can still recover unless it says otherwise."""
    return Sort.read(text, COLUMNS, RECOVER)


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
