"""The pupils' list as its page shows it: everyone the reader may see. Counts throughout; a rate is made as it is said."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from foundation.ui.numbers import counted, percent, thousands
from foundation.ui.sentences import Said
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.pupils.pages.counted import CountedList
from schools.registers.queries.newest import marked_through
from schools.registers.queries.sessions_left import SessionsLeft, sessions_left
from schools.registers.queries.totals import year_totals
from schools.registers.rules.basis import Basis, takes
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil
from schools.roll.queries import OnRoll, on_roll
from schools.roll.rules.form_order import form_order
from schools.roll.rules.year_group import year_group_label, year_group_order

#: Rows of a list that are shown at once; the rest are on its further pages, and all in its file.
PUPILS_A_PAGE = 100
_NOTHING = Totals()


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One row of the list."""

    pupil: OnRoll
    year: str
    standing: PupilStanding

    @property
    def totals(self) -> Totals | None:
        return self.standing.totals


@dataclass(frozen=True)
class Choices:
    """The year groups and forms that the reader's pupils are in, for narrowing a list."""

    year_groups: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]

    @classmethod
    def among(cls, roll: list[OnRoll], year_group: str) -> "Choices":
        """Those of these pupils; the forms of one year group once it is chosen."""
        years = sorted({row.year_group for row in roll}, key=year_group_order)
        groups = {row.group for row in roll if row.group and year_group in ("", row.year_group)}
        return cls(tuple((year, year_group_label(year)) for year in years), tuple(sorted(groups, key=form_order)))


@dataclass(frozen=True)
class PupilList(CountedList):
    """The list, for one basis and filter. `lines` are those shown; the counts are of everyone the filter's group holds."""

    everyone: tuple[PupilLine, ...]
    show: str
    choices: Choices

    @cached_property
    def lines(self) -> tuple[PupilLine, ...]:
        chosen = {
            "persistent": lambda line: line.standing.persistent,
            "severe": lambda line: line.standing.severe,
            "near": lambda line: line.standing.near,
            "first": lambda line: line.pupil.contact_first,
        }.get(self.show)
        return self.everyone if chosen is None else tuple(line for line in self.everyone if chosen(line))

    @cached_property
    def total(self) -> Totals:
        """Everyone's sessions added, never their rates."""
        return sum((line.totals for line in self.everyone if line.totals is not None), Totals())

    @cached_property
    def measured(self) -> int:
        """Pupils with a possible session on this basis: the denominator of persistent absence."""
        return sum(1 for line in self.everyone if line.totals is not None and line.totals.possible)

    @cached_property
    def persistent(self) -> int:
        return sum(1 for line in self.everyone if line.standing.persistent)

    @cached_property
    def severe(self) -> int:
        return sum(1 for line in self.everyone if line.standing.severe)

    @property
    def left_out(self) -> int:
        """Pupils on roll whom the basis does not count, or who have had no possible session."""
        return len(self.everyone) - self.measured

    @property
    def lede(self) -> list[Said]:
        """What the page opens with: how many, how much they attended, and how many are persistently absent."""
        pupils = counted(len(self.everyone), "pupil")
        if not self.measured:
            return [Said(strong=pupils, after=" on roll. There are no figures on this basis yet.")]
        attended = percent(self.total.attendance, self.total.possible)
        share, are = percent(self.persistent, self.measured), "is" if self.persistent == 1 else "are"
        absent = f" ({share}) {are} persistently absent,"
        return [
            Said(strong=pupils, after=" attended", href="#why-pupils"),
            Said(strong=attended, after=" of possible sessions.", href="#why-attendance"),
            Said(strong=thousands(self.persistent), after=absent, href="#why-persistent"),
            Said(strong=thousands(self.severe), after=" of them severely.", href="#why-severe"),
        ]

    @property
    def nobody(self) -> str:
        """Why no line is shown."""
        return "No pupil in this selection is there." if self.show else "No pupil is on roll in this selection."


def pupil_list(
    today: dt.date,
    calendar: SchoolCalendar,
    *,
    visible: QuerySet[Pupil],
    basis: Basis,
    year_group: str = "",
    group: str = "",
    show: str = "",
) -> PupilList:
    """The list as at `today` of the pupils the reader may see. A fixed number of queries, whatever the school's size."""
    roll, school = visible_roll(today, visible)
    chosen = narrowed(roll, year_group, group)
    whole = len(chosen) == school
    year = calendar.year_of(today)
    left = sessions_left(calendar, year, today, None if whole else [row.key for row in chosen])
    return PupilList(
        academic_year=year,
        basis=basis,
        through=marked_through(today),
        everyone=lines_of(chosen, left, basis=basis, whole_roll=whole),
        show=show,
        choices=Choices.among(roll, year_group),
    )


def visible_roll(today: dt.date, visible: QuerySet[Pupil]) -> tuple[list[OnRoll], int]:
    """Everyone on roll whom the reader may see, by name; and how many the whole school has on roll."""
    allowed = set(visible.values_list("key", flat=True))
    school = on_roll(today)
    return [row for row in school if row.key in allowed], len(school)


def narrowed(roll: list[OnRoll], year_group: str, group: str) -> list[OnRoll]:
    """One year group or form of them when asked."""
    return [row for row in roll if year_group in ("", row.year_group) and group in ("", row.group)]


def lines_of(rows: list[OnRoll], left: SessionsLeft, *, basis: Basis, whole_roll: bool) -> tuple[PupilLine, ...]:
    """A line for each pupil, of the year that `left` is of, and by which the standing says how it can end."""
    academic_year = left.academic_year
    totals = year_totals(academic_year, basis=basis, keys=None if whole_roll else [row.key for row in rows])
    return tuple(
        PupilLine(
            row,
            year_group_label(row.year_group),
            PupilStanding(
                totals.get(row.key, _NOTHING) if takes(basis, row.birth, academic_year) else None,
                left.of(row.key, birth=row.birth, until=row.until, basis=basis),
            ),
        )
        for row in rows
    )
