"""The pupils' list and one pupil's totals, as their pages show them. Counts throughout; rates are made by the template."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_of, academic_year_starts
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.models import Mark
from schools.registers.queries.totals import codes_of, on_basis, totals_by_half_term, with_missing
from schools.registers.rules.basis import Basis
from schools.registers.rules.codes import Code, code_on
from schools.registers.rules.totals import (
    Totals,
    attended_to_leave_persistent,
    is_persistent,
    is_severe,
    sessions_to_persistent,
)
from schools.roll.models import Admission, Pupil
from schools.roll.queries import OnRoll, on_roll, placement_on
from schools.roll.rules.year_group import year_group_label, year_group_order

#: A pupil this near to persistent absence, in sessions, is marked as near it. A choice of ours, not of the law.
NEAR = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pupil stands towards persistent absence, from counts. `totals` None: this basis leaves the pupil out."""

    totals: Totals | None

    @property
    def persistent(self) -> bool:
        return bool(self.totals and is_persistent(self.totals.absence, self.totals.possible))

    @property
    def severe(self) -> bool:
        return bool(self.totals and is_severe(self.totals.absence, self.totals.possible))

    @property
    def to_persistent(self) -> int | None:
        """Sessions that, if all missed, would make the pupil persistently absent; None when that is so or unmeasured."""
        if self.totals is None or not self.totals.possible or self.persistent:
            return None
        return sessions_to_persistent(self.totals.possible, self.totals.absence)

    @property
    def to_leave(self) -> int | None:
        """Sessions that, if all attended, would end persistent absence; None when there is none."""
        if self.totals is None or not self.persistent:
            return None
        return attended_to_leave_persistent(self.totals.possible, self.totals.absence)

    @property
    def near(self) -> bool:
        """Within NEAR sessions of it. Somebody who has missed nothing is not, however young the year."""
        missed = self.totals is not None and self.totals.absence > 0
        return missed and self.to_persistent is not None and self.to_persistent <= NEAR


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    pupil: OnRoll
    year: str
    standing: Standing

    @property
    def totals(self) -> Totals | None:
        return self.standing.totals


@dataclass(frozen=True)
class PupilList:
    """The list, for one basis and filter. `lines` are those shown; the counts are of everyone the filter's group holds."""

    academic_year: int
    basis: Basis
    through: dt.date | None
    everyone: tuple[Line, ...]
    show: str
    year_groups: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        chosen = {
            "persistent": lambda line: line.standing.persistent,
            "severe": lambda line: line.standing.severe,
            "near": lambda line: line.standing.near,
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


def pupil_list(today: dt.date, *, basis: Basis, year_group: str = "", group: str = "", show: str = "") -> PupilList:
    """The list as at `today`. A fixed number of queries, whatever the school's size."""
    academic_year = academic_year_of(today)
    roll = on_roll(today)
    chosen = [row for row in roll if year_group in ("", row.year_group) and group in ("", row.group)]
    totals = totals_by_half_term(academic_year)
    return PupilList(
        academic_year=academic_year,
        basis=basis,
        through=marked_through(today),
        everyone=tuple(
            Line(
                row,
                year_group_label(row.year_group),
                Standing(
                    on_basis(totals.get(row.key, {}), basis=basis, birth=row.birth, academic_year=academic_year),
                ),
            )
            for row in chosen
        ),
        show=show,
        year_groups=tuple(
            (year, year_group_label(year)) for year in sorted({row.year_group for row in roll}, key=year_group_order)
        ),
        groups=tuple(sorted({row.group for row in roll if row.group and year_group in ("", row.year_group)})),
    )


def marked_through(today: dt.date) -> dt.date | None:
    """The last day, not after today, on which any mark stands; None before the first."""
    newest: dt.date | None = Mark.objects.filter(date__lte=today).aggregate(last=Max("date"))["last"]
    return newest


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one code stands in a pupil's year."""

    code: Code
    sessions: int


@dataclass(frozen=True)
class PupilTotals:
    """One pupil's year. `whole` counts every session; `published` as national figures do, None when they leave them out."""

    pupil: Pupil
    year: str
    group: str
    since: dt.date | None
    academic_year: int
    through: dt.date | None
    half_terms: tuple[tuple[int, Totals], ...]
    whole: Totals
    published: Totals | None
    codes: tuple[CodeCount, ...]

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.published if self.published is not None else self.whole)

    @property
    def totals(self) -> Totals:
        """The figures the page leads with: published where there are any."""
        return self.published if self.published is not None else self.whole


def pupil_totals(pupil: Pupil, today: dt.date) -> PupilTotals:
    """Everything the totals page says of a pupil in the academic year of `today`."""
    academic_year = academic_year_of(today)
    starts = academic_year_starts(academic_year)
    calendar = school_calendar()
    through = marked_through(today)
    placement = placement_on(pupil, today)
    admissions = list(pupil.admissions.all())
    halves = totals_by_half_term(academic_year, [pupil.key]).get(pupil.key, {})
    whole = sum(halves.values(), Totals())
    if through is not None:
        whole = with_missing(whole, due=sessions_due(calendar, admissions, starts, through))
    return PupilTotals(
        pupil=pupil,
        year=year_group_label(placement.year_group) if placement else "",
        group=placement.group.name if placement and placement.group else "",
        since=admissions[-1].starts_on if admissions else None,
        academic_year=academic_year,
        through=through,
        half_terms=tuple(sorted(halves.items())),
        whole=whole,
        published=on_basis(halves, basis=Basis.PUBLISHED, birth=pupil.birth, academic_year=academic_year),
        codes=_by_code(pupil.key, starts, today),
    )


def sessions_due(calendar: SchoolCalendar, admissions: list[Admission], first: dt.date, last: dt.date) -> int:
    """Sessions that must hold a mark from `first` to `last` while the pupil was on roll.

    Those the school held, and those it was due to hold but for an unplanned closure, which are marked too (Y4).
    """
    spells = [
        (start, end)
        for row in admissions
        if (start := max(first, row.starts_on)) <= (end := min(last, row.ends_on or last))
    ]
    closed = {
        (off.date, session)
        for off in calendar.non_school_days
        for session in SESSIONS
        if off.closes(session) and calendar.is_due(off.date, session)
    }
    held = sum(len(calendar.sessions(start, end)) for start, end in spells)
    return held + sum(1 for date, _ in closed if any(start <= date <= end for start, end in spells))


def _by_code(key: int, first: dt.date, last: dt.date) -> tuple[CodeCount, ...]:
    counts: dict[Code, int] = {}
    for letters, date, _ in codes_of(key, first, last):
        code = code_on(letters, date)
        counts[code] = counts.get(code, 0) + 1
    return tuple(
        CodeCount(code, sessions)
        for code, sessions in sorted(counts.items(), key=lambda item: (-item[1], item[0].code))
    )
