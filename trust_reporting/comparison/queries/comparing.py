"""The comparison itself: six queries, whatever the number of schools."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from schools.registers.rules.totals import Totals
from tenants.trusts.models import Trust
from trust_reporting.comparison.queries.counts import totals_by_week
from trust_reporting.comparison.queries.moved import repeated_among
from trust_reporting.comparison.queries.schools import PublishedYear, published_years, schools_of
from trust_reporting.comparison.queries.sizes import enrolments_by_group, group_sizes, smallest_number_shown
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import Choice, ComparedSchool, Comparison, SchoolStanding
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.matching import OpenDays, check_like_with_like, match
from trust_reporting.comparison.rules.once import counted_once
from trust_reporting.comparison.rules.small_numbers import (
    TOLD_OF_EVERYBODY,
    Told,
    is_told_of_everybody,
    judged_with,
    told,
)
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import Period, periods_of


class Published:
    """What the trust's schools have published, read once for a page (two queries): what can be chosen and compared."""

    def __init__(self, trust: Trust) -> None:
        self.schools = schools_of(trust)
        self.years = published_years(self.schools)
        self._of_year = {(year.school_id, year.academic_year): year for year in self.years}
        self._parts: dict[tuple[object, ...], OpenDays | None] = {}

    def of_phase(self, phase: str) -> tuple[ComparedSchool, ...]:
        return tuple(school for school in self.schools if school.phase == phase)

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases the trust has schools of, secondary first."""
        return tuple(sorted({school.phase for school in self.schools}, reverse=True))

    def periods(self, phase: str) -> tuple[Period, ...]:
        """Every period that a school of the phase has published something of, newest year first."""
        ids = {school.id for school in self.of_phase(phase)}
        years = [year for year in self.years if year.school_id in ids]
        found = [
            period
            for academic_year in sorted({year.academic_year for year in years}, reverse=True)
            for period in periods_of(academic_year)
            if any(year.academic_year == academic_year and self._part(year, period) for year in years)
        ]
        return tuple(found)

    def reach(self, phase: str) -> Span | None:
        """The first and last date of which any school of the phase has published marks."""
        ids = {school.id for school in self.of_phase(phase)}
        years = [year for year in self.years if year.school_id in ids]
        return (min(year.first_on for year in years), max(year.through for year in years)) if years else None

    def has_any_of(self, phase: str, period: Period, span: Span) -> bool:
        """Whether any school of the phase has published marks of these dates in this period."""
        return any(self.open_days(school, period, span) for school in self.of_phase(phase))

    def year_of(self, school: ComparedSchool, academic_year: int) -> PublishedYear | None:
        return self._of_year.get((school.id, academic_year))

    def open_days(self, school: ComparedSchool, period: Period, span: Span | None) -> OpenDays | None:
        """A school's part in a period, or in chosen dates of it. Schools with the same year have one in common."""
        year = self.year_of(school, period.academic_year)
        return self._part(year, period, span) if year else None

    def _part(self, year: PublishedYear, period: Period, span: Span | None = None) -> OpenDays | None:
        same = (year.entered, year.first_on, year.through, period, span)
        if same not in self._parts:
            self._parts[same] = year.open_days(period, span)
        return self._parts[same]


def compare(
    published: Published,
    choice: Choice,
    *,
    groups: Collection[Cohort] = tuple(Cohort),
    listing: Collection[UUID] | None = None,
) -> Comparison:
    """Set the schools of the chosen phase side by side. Four queries more, at most.

    `groups` are those of which anything will be told. `listing` are the schools that a page of many lists, or all: of the
    others are read only the sums that are pooled and ranked.
    """
    schools = published.of_phase(choice.phase)
    check_like_with_like({school.id: school.phase for school in schools})
    parts = {school.id: published.open_days(school, choice.period, choice.span) for school in schools}
    open_days = {key: part for key, part in parts.items() if part}
    shared = match(open_days)
    listed = [key for key in open_days if listing is None or key in listing]
    spans = {key: (part.first, part.last) for key, part in open_days.items()}
    weeks = totals_by_week(choice, spans, shared.slots if choice.match else None, set(listed))
    may_tell, enrolments = _judged(choice, {choice.cohort, *groups}, list(open_days), listed)
    standings = tuple(
        SchoolStanding(
            school,
            sum(weeks[school.id].values(), Totals()),
            {week: totals for week, totals in weeks[school.id].items() if week is not None},
            enrolments[school.id],
            choice.cohort,
            *spans[school.id],
            days=shared.days if choice.match else open_days[school.id].days,
            published_at=year.published_at,
            told=may_tell[school.id],
        )
        for school in schools
        if school.id in spans and (year := published.year_of(school, choice.period.academic_year))
    )
    comparison = Comparison(
        choice,
        standings,
        tuple(school for school in schools if school.id not in spans),
        _other_phases(published, choice.phase),
        shared,
        closed=bool(open_days) and not any(part.sessions for part in open_days.values()),
        listing=None if listing is None else frozenset(listing),
    )
    return _with_movers_once(comparison, choice)


def _judged(
    choice: Choice, groups: Collection[Cohort], schools: Collection[UUID], listed: Collection[UUID]
) -> tuple[Mapping[UUID, Told], Mapping[UUID, Mapping[Cohort, Enrolments]]]:
    """What may be told of each school, and its enrolments in the chosen period by group. Two queries.

    What is hidden of one is left out of all together. So every school is judged, unless all pupils in published figures
    are asked for, of whom everything is told: then those alone whose other groups the page says.
    """
    needs_none = is_told_of_everybody(choice.basis, choice.cohort)
    judged = schools if not needs_none else listed if set(groups) - {Cohort.ALL} else ()
    others = set(schools).difference(judged)
    known = judged_with(groups)
    sizes = group_sizes(choice.period.academic_year, judged, choice.basis, known)
    enrolments = enrolments_by_group(choice, judged, known, others)
    smallest = smallest_number_shown()
    may_tell = {
        school: told(
            choice.period.key,
            choice.basis,
            sizes=sizes[school],
            enrolments=enrolments[school],
            smallest=smallest,
            known=known,
        )
        for school in judged
    } | dict.fromkeys(others, TOLD_OF_EVERYBODY)
    return may_tell, {school: enrolments[school][choice.basis].get(choice.period.key, {}) for school in schools}


def _with_movers_once(comparison: Comparison, choice: Choice) -> Comparison:
    if not comparison.may_count_once:
        return comparison
    among = repeated_among(choice.period, [standing.school.id for standing in comparison.standings])
    once = counted_once(comparison.enrolments, among, choice.basis, smallest=smallest_number_shown())
    return replace(comparison, once=once)


def _other_phases(published: Published, phase: str) -> Mapping[str, tuple[ComparedSchool, ...]]:
    return {other: published.of_phase(other) for other in published.phases if other != phase}
