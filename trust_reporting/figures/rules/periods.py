"""The periods figures are published for: half-terms, terms and the year to date, by the school's own calendar.

The Department publishes persistent absence for terms and the year, never for a week [EESM]; a half-term is our own and
is labelled so. Terms are the school's (half-terms 1 and 2 make autumn): statistical terms end on dates that cut a
school's half-term when Easter is late, and marks are summed by half-term.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.school_calendar import HalfTerm

LAST_HALF_TERM: Final = 6

#: Each period's half-terms, by key, in the order people choose from.
HALF_TERMS_OF: Final[dict[str, tuple[int, ...]]] = {
    "year": (1, 2, 3, 4, 5, 6),
    "autumn": (1, 2),
    "spring": (3, 4),
    "summer": (5, 6),
    "ht1": (1,),
    "ht2": (2,),
    "ht3": (3,),
    "ht4": (4,),
    "ht5": (5,),
    "ht6": (6,),
}
_LABELS: Final = {
    "year": "Year to date",
    "autumn": "Autumn term",
    "spring": "Spring term",
    "summer": "Summer term",
    "ht1": "Autumn half-term 1",
    "ht2": "Autumn half-term 2",
    "ht3": "Spring half-term 1",
    "ht4": "Spring half-term 2",
    "ht5": "Summer half-term 1",
    "ht6": "Summer half-term 2",
}


class UnknownPeriod(ValueError):
    """No published period has this key."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period of an academic year (its starting year). Written `2026-ht1`, `2026-autumn`, `2026-year`."""

    academic_year: int
    key: str

    def __post_init__(self) -> None:
        if self.key not in HALF_TERMS_OF:
            raise UnknownPeriod(f"“{self.key[:12]}” is not a period. Use one of {', '.join(HALF_TERMS_OF)}.")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read what `str()` writes. UnknownPeriod for anything else."""
        year, _, key = text.partition("-")
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise UnknownPeriod(f"“{text[:12]}” is not a period. Write it like 2026-autumn or 2026-ht1.")
        return cls(int(year), key)

    @property
    def half_terms(self) -> tuple[int, ...]:
        """The numbers of its half-terms."""
        return HALF_TERMS_OF[self.key]

    @property
    def is_half_term(self) -> bool:
        return len(self.half_terms) == 1

    @property
    def label(self) -> str:
        """The period in words, with its year."""
        return f"{_LABELS[self.key]} {academic_year_label(self.academic_year)}"

    def of(self, half_terms: Iterable[HalfTerm]) -> tuple[HalfTerm, ...]:
        """Those of a calendar's half-terms that the period is made of, in order."""
        return tuple(
            sorted(
                (
                    half
                    for half in half_terms
                    if half.academic_year == self.academic_year and half.number in self.half_terms
                ),
                key=lambda half: half.number,
            )
        )

    def dates(self, half_terms: Iterable[HalfTerm]) -> tuple[dt.date, dt.date] | None:
        """Its first and last day in a calendar; None where the calendar has none of it."""
        own = self.of(half_terms)
        return (own[0].starts_on, own[-1].ends_on) if own else None

    def __str__(self) -> str:
        return f"{self.academic_year}-{self.key}"


def periods_of(academic_year: int) -> tuple[Period, ...]:
    """Every period of a year, in the order of choice."""
    return tuple(Period(academic_year, key) for key in HALF_TERMS_OF)
