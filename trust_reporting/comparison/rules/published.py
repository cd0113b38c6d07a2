"""National figures to set a school or trust beside, each with the publication and date it comes from.

A comparator is one published row: its figures are never edited, averaged or filled in from another publication, and a
period that was not published has none. Figures are for pupils aged 5 to 15 in state-funded schools in England, so they
stand beside figures on the *published* basis only. "Pupil attendance in schools" is official statistics in development.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from schools.calendar.rules.academic_year import academic_year_label, week_start

DATA: Final = "data/national_comparators.csv"
PUBLICATION: Final = "Pupil attendance in schools"
PUBLISHER: Final = "Department for Education"


class Phase(StrEnum):
    """Phases with a national figure. ALL is every state-funded school, and no yardstick for a school of one phase."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    SPECIAL = "special"
    ALL = "all"


class PeriodKind(StrEnum):
    """Kinds of period with a national figure. There is none for a half-term."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"
    YEAR = "year"
    WEEK = "week"


class Measure(StrEnum):
    """What a national figure measures, as a percentage of possible sessions, or of enrolments for the last."""

    ATTENDANCE = "attendance"
    ABSENCE = "absence"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    ILLNESS = "illness"
    UNAUTHORISED_HOLIDAY = "unauthorised_holiday"
    PART_TIME_TIMETABLE = "part_time_timetable"
    PERSISTENT_ABSENCE = "persistent_absence"


class MixedPublicationsError(ValueError):
    """Figures of two publications were about to stand side by side as if they were one series."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of an academic year (its starting year); `week` is the Monday, for a week only."""

    kind: PeriodKind
    academic_year: int
    week: date | None = None

    def __post_init__(self) -> None:
        if (self.kind is PeriodKind.WEEK) != (self.week is not None):
            raise ValueError("A week needs the date of its Monday, and no other period has one.")
        if self.week is not None and self.week != week_start(self.week):
            raise ValueError(f"A week is named by its Monday; {self.week} is not one.")

    def __str__(self) -> str:
        year = academic_year_label(self.academic_year)
        match self.kind:
            case PeriodKind.WEEK:
                assert self.week is not None  # __post_init__ has seen to it
                return f"Week commencing {_written(self.week)}"
            case PeriodKind.YEAR:
                return f"Academic year {year}"
            case _:
                return f"{self.kind.value.capitalize()} term {year}"


@dataclass(frozen=True, slots=True)
class Comparator:
    """One national row: its figures by measure (percentages, four places as published) and where it was published."""

    phase: Phase
    period: Period
    publication: str
    published: date
    figures: Mapping[Measure, Decimal]
    schools: Decimal
    enrolments: Decimal

    def figure(self, measure: Measure) -> Decimal | None:
        """The national percentage, or None where it is not published (persistent absence for a week)."""
        return self.figures.get(measure)

    @property
    def period_label(self) -> str:
        """The period in words; says "to date" for a year whose last days were still to come when it was published."""
        to_date = self.period.kind is PeriodKind.YEAR and self.published < _year_is_complete(self.period.academic_year)
        return f"{self.period}{' to date' if to_date else ''}"

    @property
    def source(self) -> str:
        """The line that must stand beside the figure."""
        return f"{PUBLISHER}, {self.publication}, published {_written(self.published)}"


def _written(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _year_is_complete(academic_year: int) -> date:
    return date(academic_year + 1, 8, 1)


@cache
def comparators() -> Mapping[tuple[str, Period], Comparator]:
    """Every packaged national row by phase and period."""
    text = files(__package__).joinpath(DATA).read_text(encoding="utf-8")
    rows = [_comparator(row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({(row.phase.value, row.period): row for row in rows})


def _comparator(row: Mapping[str, str]) -> Comparator:
    return Comparator(
        phase=Phase(row["phase"]),
        period=Period(
            PeriodKind(row["period"]),
            int(row["academic_year"]),
            date.fromisoformat(row["week_commencing"]) if row["week_commencing"] else None,
        ),
        publication=f"{PUBLICATION}, {row['release']}" if row["release"] else PUBLICATION,
        published=date.fromisoformat(row["published"]),
        figures=MappingProxyType({measure: Decimal(row[measure]) for measure in Measure if row[measure]}),
        schools=Decimal(row["num_schools"]),
        enrolments=Decimal(row["enrolments"]),
    )


def national(phase: str, period: Period) -> Comparator | None:
    """The national figures for a phase and period, or None when none were published (or the phase has none)."""
    return comparators().get((phase, period))


def latest_national(phase: str, kind: PeriodKind) -> Comparator | None:
    """The newest national figures for a kind of period: last year's term until this year's is published.

    The label says which year it is; show it, since the period is then not the school's own.
    """
    rows = [row for (of, period), row in comparators().items() if of == phase and period.kind is kind]
    return max(rows, key=lambda row: (row.period.academic_year, row.period.week or date.min), default=None)


def national_weeks(phase: str, academic_year: int) -> tuple[Comparator, ...]:
    """The published weeks of one year for a phase, in order: a series from one publication, fit for one line."""
    weeks = [
        row
        for (of, period), row in comparators().items()
        if of == phase and period.kind is PeriodKind.WEEK and period.academic_year == academic_year
    ]
    return one_publication(sorted(weeks, key=lambda row: row.period.week or date.min))


def one_publication(rows: Iterable[Comparator]) -> tuple[Comparator, ...]:
    """The same comparators, once it is sure that they may stand on one chart as one series.

    MixedPublicationsError when they come from more than one publication or date, for each re-estimates the past.
    """
    series = tuple(rows)
    sources = sorted({row.source for row in series})
    if len(sources) > 1:
        raise MixedPublicationsError(f"These national figures come from different publications: {'; '.join(sources)}.")
    return series
