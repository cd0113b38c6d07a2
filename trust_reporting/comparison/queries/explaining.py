"""How a figure of the comparison came about: its sum, who is in and out, as at when. It stops at groups of pupils."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from schools.registers.rules.basis import Basis
from schools.registers.rules.codes import MarkClass, code_on
from schools.registers.rules.totals import NO_MARK, Totals
from trust_reporting.comparison.queries import counts
from trust_reporting.comparison.queries.sizes import (
    enrolments_by_year_group,
    smallest_number_shown,
    year_group_sizes,
)
from trust_reporting.comparison.rules.comparison import Choice, Comparison, SchoolStanding
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.small_numbers import ToldYearGroups, year_groups_told
from trust_reporting.figures.rules.cohorts import Cohort

#: In place of a school's slug: all compared schools together. No school's slug begins with an underscore.
POOLED = "_all"
#: The figures that open: their part of the address, and their name.
MEASURES = {"attendance": "attendance", "absence": "persistent and severe absence", "missing": "missing marks"}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """Sessions of one code; `counts_as` is its class, empty for a missing mark."""

    code: str
    description: str
    counts_as: str
    sessions: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the figure: a year group or a group of pupils.

    Hidden parts say so instead of their sessions and size; `persistent` and `severe` are None where the count may not be
    told.
    """

    name: str
    totals: Totals
    pupils: int
    persistent: int | None
    severe: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a figure's page says. `who` names the schools; `standings` are theirs."""

    measure: str
    who: str
    comparison: Comparison
    standings: tuple[SchoolStanding, ...]
    totals: Totals
    enrolments: Enrolments
    codes: tuple[CodeLine, ...]
    year_groups: tuple[PartLine, ...]
    groups: tuple[PartLine, ...]

    @property
    def published_basis(self) -> bool:
        return self.comparison.choice.basis is Basis.PUBLISHED

    @property
    def first(self) -> dt.date:
        return min(standing.first for standing in self.standings)

    @property
    def last(self) -> dt.date:
        return max(standing.last for standing in self.standings)

    @property
    def hides_persistent(self) -> bool:
        """Whether the count of persistently absent pupils may not be told."""
        return any(standing.hides("persistent") for standing in self.standings)

    @property
    def hides_severe(self) -> bool:
        """Whether the count of severely absent pupils, who are a part of those, may not be told."""
        return any(standing.hides("severe") for standing in self.standings)

    @property
    def hides_none_possible(self) -> bool:
        """Whether the count of pupils with no possible session may not be told."""
        return any(standing.hides("none_possible") for standing in self.standings)


def explain(comparison: Comparison, measure: str, slug: str) -> Explanation | None:
    """Explain a measure of one school, or of all together for the slug POOLED. None when there is nothing of it.

    Chosen dates are not taken apart by year group and group: numbers of pupils are those of whole periods. Only all
    pupils are taken apart by year group and by code: a group is never crossed with another, and what two sessions of one
    day were coded in a group of thirty tells of one child.
    """
    standings = comparison.standings if slug == POOLED else (comparison.standing_of(slug),)
    shown = tuple(standing for standing in standings if standing is not None and not standing.hidden)
    if measure not in MEASURES or not shown or (measure == "absence" and not comparison.shows_enrolments):
        return None
    choice = comparison.choice
    spans = {standing.school.id: (standing.first, standing.last) for standing in shown}
    slots = comparison.shared.slots if choice.match else None
    ids: list[uuid.UUID] = list(spans)
    year_groups: tuple[PartLine, ...] = ()
    groups: tuple[PartLine, ...] = ()
    if comparison.shows_pupils:
        if choice.cohort is Cohort.ALL:
            year_groups = _year_groups(counts.totals_by("year_group", choice, spans, slots), choice, ids)
        groups = _groups(counts.totals_by("cohort", choice, spans, slots), shown)
    return Explanation(
        measure,
        "All schools together" if slug == POOLED else shown[0].school.name,
        comparison,
        shown,
        sum((standing.totals for standing in shown), Totals()),
        sum((standing.enrolments for standing in shown), Enrolments()),
        _code_lines(counts.codes_of(choice, spans, slots)) if choice.cohort is Cohort.ALL else (),
        year_groups,
        groups,
    )


def _code_lines(sessions: Mapping[tuple[str, dt.date], int]) -> tuple[CodeLine, ...]:
    """Sessions by code, those that count first. A code that changed its meaning in the period has a line for each."""
    lines: dict[tuple[str, str, str], int] = {}
    for (code, date), count in sessions.items():
        meaning = code_on(code, date) if code != NO_MARK else None
        key = (code, meaning.description, meaning.mark_class.value) if meaning else (NO_MARK, "No mark yet", "")
        lines[key] = lines.get(key, 0) + count
    order = [mark_class.value for mark_class in MarkClass] + [""]
    found = [CodeLine(*key, count) for key, count in lines.items()]
    return tuple(sorted(found, key=lambda line: (order.index(line.counts_as), -line.sessions, line.code)))


def _year_groups(totals: Mapping[str, Totals], choice: Choice, ids: list[uuid.UUID]) -> tuple[PartLine, ...]:
    """By year group. What one school hides, all together hide too: the other schools could be subtracted."""
    sizes = year_group_sizes(choice.period.academic_year, ids)
    enrolments = enrolments_by_year_group(choice.period.academic_year, ids)
    told: list[ToldYearGroups] = []
    together: dict[str, Enrolments] = {}
    for school in ids:
        told.append(
            year_groups_told(
                choice.period.key,
                choice.basis,
                sizes=sizes[school],
                enrolments=enrolments[school],
                smallest=smallest_number_shown(),
            )
        )
        for name, size in enrolments[school][choice.basis].get(choice.period.key, {}).items():
            together[name] = together.get(name, Enrolments()) + size
    return tuple(
        _part(
            _year_name(name),
            totals[name],
            together.get(name, Enrolments()),
            hidden=any(name in one.hidden for one in told),
            hides=(
                any(not one.count(name, "persistent") for one in told),
                any(not one.count(name, "severe") for one in told),
            ),
        )
        for name in sorted(totals, key=_year_order)
    )


def _part(name: str, totals: Totals, size: Enrolments, *, hidden: bool, hides: tuple[bool, bool]) -> PartLine:
    no_persistent, no_severe = hides
    return PartLine(
        name,
        totals,
        size.enrolments,
        None if no_persistent else size.persistent,
        None if no_severe else size.severe,
        hidden,
    )


def _year_name(year_group: str) -> str:
    return {"": "Not said by the roll", "R": "Reception"}.get(year_group, f"Year {year_group}")


def _year_order(year_group: str) -> tuple[int, str]:
    return (int(year_group), "") if year_group.isdigit() else (0 if year_group else 99, year_group)


def _groups(totals: Mapping[str, Totals], standings: tuple[SchoolStanding, ...]) -> tuple[PartLine, ...]:
    """By group, each by itself against the whole. What one school hides, all together hide too."""
    return tuple(
        _part(
            cohort.label,
            totals[cohort.value],
            sum((standing.groups.get(cohort, Enrolments()) for standing in standings), Enrolments()),
            hidden=any(standing.hides_group(cohort) for standing in standings),
            hides=(
                any(standing.hides("persistent", cohort) for standing in standings),
                any(standing.hides("severe", cohort) for standing in standings),
            ),
        )
        for cohort in Cohort
        if cohort is not Cohort.ALL and cohort.value in totals
    )
