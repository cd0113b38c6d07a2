"""Which published national figures a comparison may stand beside, and how their weeks fall beside a school's.

National figures are for all pupils on the published basis. A period's own figure comes first; where none is published
yet (or ever: a half-term has none), the newest of the same season, then of the whole year. Each says its own period.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules import published
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.comparison.rules.published import Comparator, PeriodKind
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

_SEASONS = {1: PeriodKind.AUTUMN, 2: PeriodKind.SPRING, 3: PeriodKind.SUMMER}

#: The value of `Choice.against` for no national figure at all.
NONE = "none"


def kind_of(period: Period) -> PeriodKind:
    """The kind of national period nearest to one of ours: a half-term's is its term."""
    if period.key == "year":
        return PeriodKind.YEAR
    return _SEASONS[(period.half_terms[0] + 1) // 2]


def key_of(comparator: Comparator) -> str:
    """How an address names a national figure: 2025-year."""
    return f"{comparator.period.academic_year}-{comparator.period.kind.value}"


def may_stand_beside(choice: Choice) -> bool:
    """Whether any national figure counts the same pupils as the choice does."""
    return choice.basis is Basis.PUBLISHED and choice.cohort is Cohort.ALL


def offered(choice: Choice) -> tuple[Comparator, ...]:
    """The national figures to choose from, the most fitting first."""
    if not may_stand_beside(choice):
        return ()
    kind = kind_of(choice.period)
    own = None if choice.period.is_half_term else published.Period(kind, choice.period.academic_year)
    found = [
        published.national(choice.phase, own) if own else None,
        published.latest_national(choice.phase, kind),
        published.latest_national(choice.phase, PeriodKind.YEAR),
    ]
    distinct: dict[str, Comparator] = {}
    for comparator in found:
        if comparator is not None:
            distinct.setdefault(key_of(comparator), comparator)
    return tuple(distinct.values())


def chosen(choice: Choice) -> Comparator | None:
    """The national figure asked for, or the most fitting one."""
    choices = offered(choice)
    if choice.against == NONE:
        return None
    return next((one for one in choices if key_of(one) == choice.against), choices[0] if choices else None)


@dataclass(frozen=True, slots=True)
class NationalWeeks:
    """National weeks beside a school's, from one publication. `by_week` is by the school's Monday."""

    by_week: Mapping[dt.date, Comparator]
    source: str
    label: str


def national_weeks(choice: Choice, mondays: Sequence[dt.date]) -> NationalWeeks | None:
    """The published weeks of the same year or, before those are out, the weeks of the same number a year before.

    None where nothing published falls beside these weeks, or where it would count other pupils.
    """
    if not may_stand_beside(choice) or choice.against == NONE:
        return None
    for academic_year in (choice.period.academic_year, choice.period.academic_year - 1):
        rows = published.national_weeks(choice.phase, academic_year)
        by_number = {_number(row.period.week): row for row in rows if row.period.week is not None}
        found = {monday: by_number[_number(monday)] for monday in mondays if _number(monday) in by_number}
        if found:
            numbers = sorted({(row.period.week, _number(row.period.week)) for row in found.values() if row.period.week})
            (first, low), (last, high) = numbers[0], numbers[-1]
            years = f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
            label = f"week {low} of {years}" if low == high else f"weeks {low} to {high} of {years}"
            return NationalWeeks(found, next(iter(found.values())).source, label)
    return None


def _number(monday: dt.date | None) -> int:
    return monday.isocalendar().week if monday is not None else 0
