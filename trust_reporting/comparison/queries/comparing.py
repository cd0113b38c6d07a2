"""The comparison itself: six queries, whatever the number of schools."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from tenants.trusts.models import Trust
from trust_reporting.comparison.queries.counts import totals_by_week
from trust_reporting.comparison.queries.moved import repeated_among
from trust_reporting.comparison.queries.schools import PublishedYear, published_years, schools_of
from trust_reporting.comparison.queries.sizes import enrolments_by_group, group_sizes, smallest_number_shown
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import Choice, ComparedSchool, Comparison, SchoolStanding
from trust_reporting.comparison.rules.matching import OpenDays, check_like_with_like, match
from trust_reporting.comparison.rules.once import counted_once
from trust_reporting.comparison.rules.small_numbers import told
from trust_reporting.figures.rules.periods import Period, periods_of


class Published:
    """What the trust's schools have published, read once for a page (two queries): what can be chosen and compared."""

    def __init__(self, trust: Trust) -> None:
        self.schools = schools_of(trust)
        self.years = published_years(self.schools)

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
            if any(year.academic_year == academic_year and year.open_days(period) for year in years)
        ]
        return tuple(found)

    def reach(self, phase: str) -> Span | None:
        """The first and last date of which any school of the phase has published marks."""
        years = [year for school in self.of_phase(phase) for year in self.years if year.school_id == school.id]
        return (min(year.first_on for year in years), max(year.through for year in years)) if years else None

    def has_any_of(self, phase: str, period: Period, span: Span) -> bool:
        """Whether any school of the phase has published marks of these dates in this period."""
        ids = {school.id for school in self.of_phase(phase)}
        return any(
            year.school_id in ids and year.academic_year == period.academic_year and year.open_days(period, span)
            for year in self.years
        )

    def year_of(self, school: ComparedSchool, academic_year: int) -> PublishedYear | None:
        return next(
            (year for year in self.years if (year.school_id, year.academic_year) == (school.id, academic_year)), None
        )


def compare(published: Published, choice: Choice) -> Comparison:
    """Set the schools of the chosen phase side by side. Four queries more, at most."""
    schools = published.of_phase(choice.phase)
    check_like_with_like({school.id: school.phase for school in schools})
    years: dict[UUID, PublishedYear] = {}
    open_days: dict[UUID, OpenDays] = {}
    for school in schools:
        year = published.year_of(school, choice.period.academic_year)
        part = year.open_days(choice.period, choice.span) if year else None
        if year and part:
            years[school.id], open_days[school.id] = year, part
    held = {key: part.sessions() for key, part in open_days.items()}
    shared = match(open_days)
    slots = shared.slots if choice.match else None
    spans = {key: (part.first, part.last) for key, part in open_days.items()}
    weeks = totals_by_week(choice, spans, slots)
    sizes = group_sizes(choice.period.academic_year, list(spans))
    groups = enrolments_by_group(choice.period.academic_year, list(spans))
    standings = tuple(
        SchoolStanding(
            school,
            weeks.get(school.id, {}),
            groups[school.id][choice.basis].get(choice.period.key, {}),
            choice.cohort,
            *spans[school.id],
            days=shared.days if choice.match else len({slot.date for slot in held[school.id]}),
            published_at=years[school.id].published_at,
            told=told(
                choice.period.key,
                choice.basis,
                sizes=sizes[school.id],
                enrolments=groups[school.id],
                smallest=smallest_number_shown(),
            ),
        )
        for school in schools
        if school.id in spans
    )
    comparison = Comparison(
        choice,
        standings,
        tuple(school for school in schools if school.id not in spans),
        _other_phases(published, choice.phase),
        shared,
        closed=bool(held) and not any(held.values()),
    )
    return _with_movers_once(comparison, choice)


def _with_movers_once(comparison: Comparison, choice: Choice) -> Comparison:
    if not comparison.may_count_once:
        return comparison
    among = repeated_among(choice.period, [standing.school.id for standing in comparison.standings])
    once = counted_once(comparison.enrolments, among, choice.basis, smallest=smallest_number_shown())
    return replace(comparison, once=once)


def _other_phases(published: Published, phase: str) -> Mapping[str, tuple[ComparedSchool, ...]]:
    return {other: published.of_phase(other) for other in published.phases if other != phase}
