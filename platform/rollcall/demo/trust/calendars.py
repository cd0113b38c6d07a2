"""The two school years the invented schools keep, 2025/26 and 2026/27, and the days of each as numbered slots.

Two invented authorities set terms that differ a little, as neighbours do; each school then places its own five
INSET days, so that 190 days are left. Alder's boiler fails for two days in the first half of autumn 2026 (an
unplanned closure: the sessions were due, so every pupil is marked Y4).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from rollcall.demo.trust.calibration import table
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar

YEARS: Final = (2025, 2026)
EASTSHIRE: Final = "eastshire"
WESTMOOR: Final = "westmoor"


def _half_terms(academic_year: int, *spans: tuple[date, date]) -> tuple[HalfTerm, ...]:
    return tuple(HalfTerm(academic_year, number, *span) for number, span in enumerate(spans, 1))


TERMS: Final[Mapping[str, tuple[HalfTerm, ...]]] = {
    EASTSHIRE: (
        *_half_terms(
            2025,
            (date(2025, 9, 1), date(2025, 10, 24)),
            (date(2025, 11, 3), date(2025, 12, 19)),
            (date(2026, 1, 5), date(2026, 2, 13)),
            (date(2026, 2, 23), date(2026, 3, 27)),
            (date(2026, 4, 13), date(2026, 5, 22)),
            (date(2026, 6, 1), date(2026, 7, 20)),
        ),
        *_half_terms(
            2026,
            (date(2026, 9, 1), date(2026, 10, 23)),
            (date(2026, 11, 2), date(2026, 12, 18)),
            (date(2027, 1, 4), date(2027, 2, 12)),
            (date(2027, 2, 22), date(2027, 3, 25)),
            (date(2027, 4, 12), date(2027, 5, 28)),
            (date(2027, 6, 7), date(2027, 7, 21)),
        ),
    ),
    WESTMOOR: (
        *_half_terms(
            2025,
            (date(2025, 9, 1), date(2025, 10, 24)),
            (date(2025, 11, 3), date(2025, 12, 19)),
            (date(2026, 1, 5), date(2026, 2, 13)),
            (date(2026, 2, 23), date(2026, 4, 2)),
            (date(2026, 4, 20), date(2026, 5, 22)),
            (date(2026, 6, 1), date(2026, 7, 21)),
        ),
        *_half_terms(
            2026,
            (date(2026, 9, 1), date(2026, 10, 23)),
            (date(2026, 11, 2), date(2026, 12, 18)),
            (date(2027, 1, 4), date(2027, 2, 5)),
            (date(2027, 2, 15), date(2027, 3, 25)),
            (date(2027, 4, 12), date(2027, 5, 28)),
            (date(2027, 6, 7), date(2027, 7, 21)),
        ),
    ),
}

# Ten a school, five a year. All leave Wednesday 2 September 2026 as the first day for pupils.
INSET: Final[Mapping[str, tuple[date, ...]]] = {
    "alder": (
        *(date(2025, 9, 1), date(2025, 9, 2), date(2025, 11, 3), date(2026, 1, 5), date(2026, 7, 20)),
        *(date(2026, 9, 1), date(2026, 11, 2), date(2027, 1, 4), date(2027, 4, 12), date(2027, 7, 21)),
    ),
    "birch": (
        *(date(2025, 9, 1), date(2025, 9, 2), date(2025, 10, 24), date(2026, 2, 23), date(2026, 7, 20)),
        *(date(2026, 9, 1), date(2026, 10, 23), date(2027, 1, 4), date(2027, 2, 22), date(2027, 7, 21)),
    ),
    "cedar": (
        *(date(2025, 9, 1), date(2025, 10, 24), date(2026, 1, 5), date(2026, 4, 20), date(2026, 7, 21)),
        *(date(2026, 9, 1), date(2026, 10, 23), date(2027, 1, 4), date(2027, 2, 15), date(2027, 7, 21)),
    ),
    "elm": (
        *(date(2025, 9, 1), date(2025, 9, 2), date(2025, 11, 3), date(2026, 2, 13), date(2026, 7, 20)),
        *(date(2026, 9, 1), date(2026, 11, 2), date(2027, 1, 4), date(2027, 5, 28), date(2027, 7, 21)),
    ),
    "fern": (
        *(date(2025, 9, 1), date(2025, 9, 2), date(2026, 1, 5), date(2026, 4, 20), date(2026, 7, 21)),
        *(date(2026, 9, 1), date(2026, 11, 2), date(2027, 1, 4), date(2027, 4, 12), date(2027, 7, 21)),
    ),
}

BOILER: Final = (date(2026, 10, 7), date(2026, 10, 8))
UNPLANNED: Final[Mapping[str, Mapping[date, str]]] = {"alder": dict.fromkeys(BOILER, "Boiler failure, no heating")}


def bank_holidays() -> Mapping[date, str]:
    """Date to name, for both years."""
    return {date.fromisoformat(row["date"]): row["title"] for row in table("bank_holidays")}


def notes(school: str) -> Mapping[date, str]:
    """What the school wrote beside each day off."""
    return {**bank_holidays(), **dict.fromkeys(INSET[school], "INSET day"), **UNPLANNED.get(school, {})}


@cache
def calendar_of(school: str, authority: str) -> SchoolCalendar:
    """Both years of one school."""
    off = (
        *(NonSchoolDay(on, DayOff.BANK_HOLIDAY) for on in bank_holidays()),
        *(NonSchoolDay(on, DayOff.INSET) for on in INSET[school]),
        *(NonSchoolDay(on, DayOff.UNPLANNED) for on in UNPLANNED.get(school, {})),
    )
    return SchoolCalendar(TERMS[authority], off)


@dataclass(frozen=True)
class SchoolYear:
    """The days of a school year on which sessions were due, numbered from 0; slot 2 * day is AM, the next PM."""

    school: str
    academic_year: int
    days: tuple[date, ...]
    closed: frozenset[int]
    half_terms: tuple[range, ...]

    @property
    def slots(self) -> int:
        """Sessions due in the year."""
        return 2 * len(self.days)

    def days_until(self, before: date) -> int:
        """How many of the days lie before a date."""
        return bisect_left(self.days, before)

    def half_term_of(self, day: int) -> range:
        """The numbered days of the half-term that holds a day."""
        return next(span for span in self.half_terms if day in span)

    def number_of(self, on: date) -> int | None:
        """The number of a date, when sessions were due on it."""
        return self.days.index(on) if on in self.days else None


@cache
def school_year(school: str, authority: str, academic_year: int) -> SchoolYear:
    """One school's year as numbered days."""
    calendar = calendar_of(school, authority)
    spans = [span for span in calendar.half_terms if span.academic_year == academic_year]
    unplanned = UNPLANNED.get(school, {})
    held = calendar.school_days(spans[0].starts_on, spans[-1].ends_on)
    days = tuple(sorted({*held, *(on for on in unplanned if spans[0].starts_on <= on <= spans[-1].ends_on)}))
    numbered = [[number for number, on in enumerate(days) if on in span] for span in spans]
    return SchoolYear(
        school=school,
        academic_year=academic_year,
        days=days,
        closed=frozenset(number for number, on in enumerate(days) if on in unplanned),
        half_terms=tuple(range(numbers[0], numbers[-1] + 1) for numbers in numbered),
    )
