"""Schools of one phase side by side: what was asked for, how each stands, and what they come to together.

A pooled rate is the sum of the schools' sessions over the sum of their possible sessions, and a pooled share of
persistent absence the sum of enrolments: never a mean of the schools' own rates, which would let 210 pupils weigh as
much as 900.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from foundation.ui.numbers import rate
from foundation.ui.numbers import span as said_span
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.matching import Match
from trust_reporting.comparison.rules.small_numbers import Told
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period

#: Below this share of expected marks entered, a rate is provisional (percent; our own choice).
PROVISIONAL_BELOW: Final = 98
#: How many schools are named for standing furthest from all together.
FURTHEST: Final = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared: which schools, when, whose sessions, and whether only over shared days.

    `span` is dates of the person's own choosing; `period` is then the whole year to date that they lie in.
    """

    phase: str
    period: Period
    basis: Basis = Basis.PUBLISHED
    cohort: Cohort = Cohort.ALL
    match: bool = False
    against: str = ""
    span: Span | None = None

    @property
    def label(self) -> str:
        """When, in words."""
        return f"Chosen dates, {said_span(*self.span)}" if self.span else self.period.label

    @property
    def when(self) -> str:
        """When, as a list of periods and the name of a file have it: 2026-ht1, or 2026-09-24_2026-09-25."""
        return f"{self.span[0]}_{self.span[1]}" if self.span else str(self.period)

    def query(self) -> dict[str, str]:
        """The choice as it stands in an address."""
        dates = {"from": str(self.span[0]), "to": str(self.span[1])} if self.span else {"period": str(self.period)}
        asked = {
            "phase": self.phase,
            **dates,
            "basis": self.basis.value,
            "group": self.cohort.value,
            "against": self.against,
        }
        return {name: value for name, value in asked.items() if value} | ({"match": "on"} if self.match else {})


@dataclass(frozen=True, slots=True)
class Asked:
    """The choice an address asks for, with sentences about what could not be had. No choice: nothing is published.

    `typed` are the first and last date as they were typed; `wrong_dates` is what is wrong with them, if anything.
    """

    choice: Choice | None
    problems: tuple[str, ...]
    typed: tuple[str, str] = ("", "")
    wrong_dates: str = ""


@dataclass(frozen=True, slots=True)
class ComparedSchool:
    """A school as the trust knows it. `short` is its name without the words for its kind."""

    id: uuid.UUID
    name: str
    short: str
    slug: str
    phase: str
    theme: str
    urn: str


@dataclass(frozen=True, slots=True)
class SchoolStanding:
    """How one school stands.

    `totals` are its sessions over the dates counted, `weeks` the same by the Monday of the week; `groups` its enrolments by
    group. `first` and `last` bound the dates counted, `days` is how many of them it was open, and `published_at` says as at
    when. `told` is what may be told of its groups. A school that the page does not list has no weeks, and of the groups
    the chosen one.
    """

    school: ComparedSchool
    totals: Totals
    weeks: Mapping[dt.date, Totals]
    groups: Mapping[Cohort, Enrolments]
    cohort: Cohort
    first: dt.date
    last: dt.date
    days: int
    published_at: dt.datetime
    told: Told

    @property
    def enrolments(self) -> Enrolments:
        """The group's enrolments over the whole period, whatever days are matched."""
        return self.groups.get(self.cohort, Enrolments())

    @property
    def hidden(self) -> bool:
        """Whether nothing of the chosen group may be told."""
        return self.hides_group(self.cohort)

    def hides_group(self, cohort: Cohort) -> bool:
        """Whether nothing of a group may be told: it or its complement is, or once was, too small."""
        return not self.told.group(cohort)

    def hides(self, measure: str, cohort: Cohort | None = None) -> bool:
        """Whether a group's count of "persistent", "severe" or "none_possible" may not be told."""
        return not self.told.count(cohort or self.cohort, measure)


def is_provisional(totals: Totals) -> bool:
    """Whether so many marks are missing that the rate may still move."""
    return totals.recorded * 100 < PROVISIONAL_BELOW * totals.expected


def pooled_totals(standings: Iterable[SchoolStanding]) -> Totals:
    """The sessions of all schools that are shown: sums, from which a pooled rate is worked out once."""
    return sum((standing.totals for standing in standings if not standing.hidden), Totals())


def pooled_enrolments(standings: Iterable[SchoolStanding]) -> Enrolments:
    """The enrolments of all schools that are shown."""
    return sum((standing.enrolments for standing in standings if not standing.hidden), Enrolments())


def points_between(higher: Totals, lower: Totals) -> Decimal:
    """Percentage points between two attendance rates as they are shown, to one place: what a reader would subtract.

    Both have possible sessions.
    """
    return _shown(higher) - _shown(lower)


def _shown(totals: Totals) -> Decimal:
    return rate(totals.attendance, totals.possible) or Decimal(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of one choice: the schools that stand in it, and why others do not.

    `unpublished` have published nothing for the period. `other_phases` are refused beside these. `shared` is the
    sessions every school held. `closed`: no school held a session on the chosen dates. `once` is
    the pooled enrolments with each pupil who moved among these schools counted once, where that may be told. `listing` is
    the schools that this page of many lists; None: all of them. Whatever it lists, all of them are pooled and ranked.
    """

    choice: Choice
    standings: tuple[SchoolStanding, ...]
    unpublished: tuple[ComparedSchool, ...]
    other_phases: Mapping[str, tuple[ComparedSchool, ...]]
    shared: Match[uuid.UUID]
    closed: bool = False
    once: Enrolments | None = None
    listing: frozenset[uuid.UUID] | None = None

    @property
    def listed(self) -> tuple[SchoolStanding, ...]:
        """The schools that this page lists, of those that stand in the comparison."""
        return tuple(standing for standing in self.standings if self._lists(standing.school))

    @property
    def listed_unpublished(self) -> tuple[ComparedSchool, ...]:
        """The schools that this page lists, of those that have published nothing."""
        return tuple(school for school in self.unpublished if self._lists(school))

    def _lists(self, school: ComparedSchool) -> bool:
        return self.listing is None or school.id in self.listing

    @property
    def refused(self) -> bool:
        """Whether there is nothing to compare: no school was open, or days were to be matched and none is shared."""
        return self.closed or self.alone or (self.choice.match and len(self.standings) > 1 and not self.shared.slots)

    @property
    def alone(self) -> bool:
        """Whether days were to be matched and only one of several schools has any."""
        return self.choice.match and len(self.standings) == 1 and bool(self.unpublished)

    @property
    def shows_enrolments(self) -> bool:
        """Persistent absence belongs to whole periods, so matched days and chosen dates leave it out."""
        return not self.choice.match and self.shows_pupils

    @property
    def shows_pupils(self) -> bool:
        """Numbers of pupils are those of whole periods, so chosen dates leave them out."""
        return self.choice.span is None

    @property
    def may_count_once(self) -> bool:
        """Whether pupils who moved could be counted once: schools publish that of all pupils and whole periods."""
        shown = not any(standing.hidden for standing in self.standings)
        return shown and len(self.standings) > 1 and self.shows_enrolments and self.choice.cohort is Cohort.ALL

    @property
    def totals(self) -> Totals:
        return pooled_totals(self.standings)

    @property
    def enrolments(self) -> Enrolments:
        return pooled_enrolments(self.standings)

    def hides(self, measure: str) -> bool:
        """Whether a pooled count must be hidden because one school's is: the rest could be subtracted."""
        return any(not standing.hidden and standing.hides(measure) for standing in self.standings)

    @property
    def ranked(self) -> tuple[SchoolStanding, ...]:
        """The schools with a rate to show, highest attendance first."""
        rated = [standing for standing in self.standings if standing.totals.possible and not standing.hidden]
        return tuple(sorted(rated, key=lambda s: (-Decimal(s.totals.attendance) / s.totals.possible, s.school.name)))

    @property
    def furthest(self) -> tuple[SchoolStanding, ...]:
        """The schools whose rate is furthest from the pooled one, above or below it, the furthest first."""
        pooled = self.totals

        def distance(standing: SchoolStanding) -> Fraction:
            totals = standing.totals
            return abs(Fraction(totals.attendance, totals.possible) - Fraction(pooled.attendance, pooled.possible))

        return tuple(sorted(self.ranked, key=distance, reverse=True)[:FURTHEST])

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """The Mondays of the weeks in which any school that is listed has sessions."""
        return tuple(sorted({week for standing in self.standings for week in standing.weeks}))

    @property
    def as_at(self) -> dt.datetime | None:
        """When the figures were last published: the oldest of the schools'."""
        return min((standing.published_at for standing in self.standings), default=None)

    def standing_of(self, slug: str) -> SchoolStanding | None:
        """How the school with this address stands, or None when it is not in the comparison."""
        return next((standing for standing in self.standings if standing.school.slug == slug), None)
