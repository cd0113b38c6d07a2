"""The terms in which a school's governors count suspensions: the school's own three, from its half-terms.

Half-terms 1 and 2 are autumn, 3 and 4 spring, 5 and 6 summer. A school whose year has more parts than three takes the
spans of the census instead (1 August to 31 December, to Easter Sunday, to 31 July): our reading, which is a setting of the
school and not law (docs/decisions/0040-which-term-a-suspension-counts-in.md). `calendar/rules/terms.py` holds those spans.
"""

import datetime as dt
from dataclasses import dataclass

from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.terms import Term, statistical_term


@dataclass(frozen=True, slots=True, order=True)
class SchoolTerm:
    """One term of the school: its academic year, which of the three, first and last day both included."""

    academic_year: int
    number: int
    starts_on: dt.date
    ends_on: dt.date

    @property
    def words(self) -> str:
        """ "Autumn term 2026/27"."""
        return f"{tuple(Term)[self.number - 1].value.capitalize()} term {academic_year_label(self.academic_year)}"

    @property
    def address(self) -> str:
        """How an address names it: "2026-1"."""
        return f"{self.academic_year}-{self.number}"

    def __contains__(self, on: dt.date) -> bool:
        return self.starts_on <= on <= self.ends_on


def terms_of(calendar: SchoolCalendar, *, by_dates: bool = False) -> tuple[SchoolTerm, ...]:
    """The terms the calendar holds, in order. `by_dates` takes the spans of the census, for years of more than three."""
    if by_dates:
        spans = {statistical_term(one.starts_on) for one in calendar.half_terms}
        spans |= {statistical_term(one.ends_on) for one in calendar.half_terms}
        return tuple(
            SchoolTerm(one.academic_year, tuple(Term).index(one.term) + 1, one.starts_on, one.ends_on)
            for one in sorted(spans, key=lambda span: span.starts_on)
        )
    found: dict[tuple[int, int], tuple[dt.date, dt.date]] = {}
    for half_term in calendar.half_terms:
        key = (half_term.academic_year, tuple(Term).index(half_term.term) + 1)
        first, last = found.get(key, (half_term.starts_on, half_term.ends_on))
        found[key] = (min(first, half_term.starts_on), max(last, half_term.ends_on))
    return tuple(SchoolTerm(*key, *span) for key, span in sorted(found.items(), key=lambda item: item[1]))


def term_of(on: dt.date, terms: tuple[SchoolTerm, ...]) -> SchoolTerm | None:
    """The term that holds a day; between two the one that ended last, before all the first, None in an empty calendar."""
    begun = [one for one in terms if one.starts_on <= on]
    return begun[-1] if begun else (terms[0] if terms else None)
