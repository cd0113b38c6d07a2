"""The three statistical terms, by which the census, the DfE and comparisons across schools cut a year [EESM].

Autumn runs 1 August to 31 December, spring 1 January to Easter Sunday, summer Easter Monday to 31 July. August
therefore belongs to the *coming* statistical year, though to the old academic year: a school that opens on 27 August is
in autumn.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.easter import easter

AUGUST = 8


class Term(StrEnum):
    """A term of the school year, in order."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


@dataclass(frozen=True, slots=True, order=True)
class StatisticalTerm:
    """One term of one year; `academic_year` is the year it starts in (2026 for autumn 2026, spring and summer 2027)."""

    academic_year: int
    term: Term

    @property
    def starts_on(self) -> date:
        """First day of the term."""
        following = self.academic_year + 1
        match self.term:
            case Term.AUTUMN:
                return date(self.academic_year, AUGUST, 1)
            case Term.SPRING:
                return date(following, 1, 1)
            case Term.SUMMER:
                return easter(following) + timedelta(days=1)

    @property
    def ends_on(self) -> date:
        """Last day of the term."""
        following = self.academic_year + 1
        match self.term:
            case Term.AUTUMN:
                return date(self.academic_year, 12, 31)
            case Term.SPRING:
                return easter(following)
            case Term.SUMMER:
                return date(following, 7, 31)

    def __str__(self) -> str:
        return f"{self.term.value.capitalize()} term {academic_year_label(self.academic_year)}"


def statistical_term(on: date) -> StatisticalTerm:
    """The statistical term a date lies in; every date lies in exactly one."""
    if on.month >= AUGUST:
        return StatisticalTerm(on.year, Term.AUTUMN)
    return StatisticalTerm(on.year - 1, Term.SPRING if on <= easter(on.year) else Term.SUMMER)


def statistical_terms(academic_year: int) -> tuple[StatisticalTerm, StatisticalTerm, StatisticalTerm]:
    """The autumn, spring and summer terms of one year."""
    return (
        StatisticalTerm(academic_year, Term.AUTUMN),
        StatisticalTerm(academic_year, Term.SPRING),
        StatisticalTerm(academic_year, Term.SUMMER),
    )
