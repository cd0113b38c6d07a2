"""Invented schools in numbers alone: pupils with groups and absence in up to four half-terms, and what leaves of them."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import is_persistent, is_severe
from tests.trust_reporting.solver import NO_SEN, SESSIONS, TYPED, Cell, School
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.small_numbers import Fewest, Sizes, Told, ToldYearGroups, told, year_groups_told
from trust_reporting.figures.rules.cohorts import Cohort
from trust_reporting.figures.rules.periods import HALF_TERMS_OF

GROUPS: tuple[Cohort, ...] = tuple(cohort for cohort in Cohort if cohort is not Cohort.ALL)
NAMES = {
    "on roll": "on_roll",
    "enrolments": "enrolments",
    "persistent": "persistent",
    "severe": "severe",
    "none possible": "none_possible",
}


@dataclass(frozen=True)
class Pupil:
    """One pupil: the groups, whether in published figures, and possible and missed sessions by half-term on roll."""

    year_group: str
    cohorts: frozenset[Cohort]
    in_published: bool
    absence: dict[int, tuple[int, int]]


def school_of(dice: random.Random) -> tuple[list[Pupil], int]:
    """A school of some size, its groups of any share, and how many half-terms it has marks of."""
    half_terms = dice.choice((1, 1, 2, 2, 3, 4))
    size = dice.choice((12, 25, 40, 80, 150, 300))
    shares: dict[Cohort, float] = {cohort: dice.choice((0, 0.02, 0.05, 0.15, 0.4, 0.9)) for cohort in GROUPS}
    outside = dice.choice((0, 0, 0.01, 0.1, 0.3))
    over = dice.choice((0.02, 0.1, 0.3, 0.6)), dice.choice((0.02, 0.3, 0.7))
    years = [str(year) for year in range(7, 7 + dice.choice((1, 2, 5)))]
    return [_pupil(dice, shares, outside, over, years, half_terms) for _ in range(size)], half_terms


def _pupil(
    dice: random.Random,
    shares: dict[Cohort, float],
    outside: float,
    over: tuple[float, float],
    years: list[str],
    half_terms: int,
) -> Pupil:
    cohorts = {cohort for cohort in (Cohort.FSM6, Cohort.EAL) if dice.random() < shares[cohort]}
    cohorts.add(Cohort.FEMALE if dice.random() < max(0.05, shares[Cohort.FEMALE]) else Cohort.MALE)
    if dice.random() < shares[Cohort.SEN_K]:
        cohorts.add(Cohort.SEN_K)
    elif dice.random() < shares[Cohort.SEN_E]:
        cohorts.add(Cohort.SEN_E)
    leaning = dice.random() < over[0]
    absence: dict[int, tuple[int, int]] = {}
    for half_term in range(1, half_terms + 1):
        possible = dice.choice((0, 4, 60)) if dice.random() < 0.1 else 60
        line = 0.9 if leaning and dice.random() < over[1] else 0.2 if leaning else 0.04
        absence[half_term] = possible, min(possible, round(possible * line * dice.random() * 1.3))
    if dice.random() < 0.05 and half_terms > 1:
        del absence[dice.randint(1, half_terms)]
    year_group = dice.choice(years)
    return Pupil(year_group, frozenset(cohorts), dice.random() >= outside, absence)


def leaving(pupils: list[Pupil], half_terms: int, smallest: int = 10) -> School:
    """Every cell that leaves the school, as the rules decide."""
    periods = tuple(key for key, halves in HALF_TERMS_OF.items() if min(halves) <= half_terms)
    sizes, enrolments = by_group(pupils, half_terms, periods)
    years = {basis: {key: _by_year_group(pupils, basis, key) for key in periods} for basis in Basis}
    year_sizes = {inside: _year_sizes(pupils, half_terms, inside=inside) for inside in (True, False)}
    cells: dict[Cell, int | None] = {}
    of_year = {basis: told("year", basis, sizes=sizes, enrolments=enrolments, smallest=smallest) for basis in Basis}
    for basis in Basis:
        on_basis = [pupil for pupil in pupils if _on(basis, pupil)]
        for period in periods:
            may = told(period, basis, sizes=sizes, enrolments=enrolments, smallest=smallest)
            here = enrolments[basis][period]
            for cohort in (Cohort.ALL, *GROUPS):
                counts = here.get(cohort, Enrolments())
                for measure, name in NAMES.items():
                    shown = may.group(cohort) if name in {"enrolments", "on_roll"} else may.count(cohort, name)
                    if name != "on_roll" or may.count(cohort, "none_possible"):
                        cells[basis.value, period, cohort.value, measure] = getattr(counts, name) if shown else None
            of_years = year_groups_told(period, basis, sizes=year_sizes, enrolments=years, smallest=smallest)
            cells |= _of_year_groups(on_basis, basis, period, of_years if may.group(Cohort.ALL) else None)
            cells |= _of_groups(on_basis, (basis, period, period), may)
            if len(HALF_TERMS_OF[period]) == 1:  # its dates may be typed, and are then judged as the year
                cells |= _of_groups(on_basis, (basis, period, TYPED.format(period)), of_year[basis])
    years_held = sorted({f"year {pupil.year_group}" for pupil in pupils})
    return School(cells, periods, families_of(years_held), _alone(cells, periods))


def by_group(
    pupils: list[Pupil], half_terms: int, periods: Iterable[str]
) -> tuple[dict[bool, Sizes], dict[Basis, dict[str, dict[Cohort, Enrolments]]]]:
    """How small each group became, in published figures and outside them, and its enrolments by basis and period."""
    sizes = {inside: _sizes(pupils, half_terms, inside=inside) for inside in (True, False)}
    return sizes, {basis: {key: _by_cohort(pupils, basis, key) for key in periods} for basis in Basis}


def _of_year_groups(
    pupils: list[Pupil], basis: Basis, period: str, may: ToldYearGroups | None
) -> dict[Cell, int | None]:
    """The counts and sessions of each year group that are shown: none, where the page is not."""
    cells: dict[Cell, int | None] = {}
    for year_group, counts in _by_year_group(pupils, basis, period).items():
        sessions = _sessions([pupil for pupil in pupils if pupil.year_group == year_group], period)
        shown = may is not None and year_group not in may.hidden
        cells |= {
            (basis.value, period, f"year {year_group}", measure): count if shown else None
            for measure, count in (("enrolments", counts.enrolments), (SESSIONS, sessions))
        }
        for name in ("persistent", "severe"):
            told_of = may is not None and may.count(year_group, name)
            cells[basis.value, period, f"year {year_group}", name] = getattr(counts, name) if told_of else None
    return cells


def _of_groups(pupils: list[Pupil], asked: tuple[Basis, str, str], may: Told) -> dict[Cell, int | None]:
    """The sessions of each group that are shown. `asked`: the basis, the period, and what it is asked for as."""
    basis, period, name = asked
    return {
        (basis.value, name, cohort.value, SESSIONS): _sessions(
            [pupil for pupil in pupils if cohort is Cohort.ALL or cohort in pupil.cohorts], period
        )
        if may.group(cohort)
        else None
        for cohort in (Cohort.ALL, *GROUPS)
    }


def families_of(year_groups: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The parts that make up all pupils between them."""
    return (
        *((cohort.value, f"not {cohort.value}") for cohort in GROUPS if cohort is not Cohort.MALE),
        (Cohort.FEMALE.value, Cohort.MALE.value),
        (Cohort.SEN_K.value, Cohort.SEN_E.value, NO_SEN),
        tuple(year_groups),
    )


def _alone(cells: dict[Cell, int | None], periods: tuple[str, ...]) -> frozenset[str]:
    """The groups judged by themselves: all but the two of SEN where both are shown."""
    sen = (Cohort.SEN_K.value, Cohort.SEN_E.value)
    both = any(
        all(cells[basis.value, period, one, "enrolments"] is not None for one in sen)
        for basis in Basis
        for period in periods
    )
    return frozenset(cohort.value for cohort in GROUPS if not (both and cohort.value in sen))


def _counts(pupils: Iterable[Pupil], period: str) -> Enrolments:
    found = [0, 0, 0, 0]
    for pupil in pupils:
        held = [pupil.absence[half] for half in HALF_TERMS_OF[period] if half in pupil.absence]
        if held:
            possible, absent = (sum(numbers) for numbers in zip(*held, strict=True))
            found[0] += possible > 0
            found[1] += bool(is_persistent(absent, possible))
            found[2] += bool(is_severe(absent, possible))
            found[3] += possible == 0
    return Enrolments(*found)


def _sessions(pupils: Iterable[Pupil], period: str) -> int:
    """Their possible sessions."""
    return sum(pupil.absence[half][0] for pupil in pupils for half in HALF_TERMS_OF[period] if half in pupil.absence)


def _on(basis: Basis, pupil: Pupil) -> bool:
    return basis is Basis.WHOLE_ROLL or pupil.in_published


def _by_cohort(pupils: list[Pupil], basis: Basis, period: str) -> dict[Cohort, Enrolments]:
    on_basis = [pupil for pupil in pupils if _on(basis, pupil)]
    return {Cohort.ALL: _counts(on_basis, period)} | {
        cohort: _counts((pupil for pupil in on_basis if cohort in pupil.cohorts), period) for cohort in GROUPS
    }


def _by_year_group(pupils: list[Pupil], basis: Basis, period: str) -> dict[str, Enrolments]:
    held: dict[str, list[Pupil]] = defaultdict(list)
    for pupil in pupils:
        if _on(basis, pupil):
            held[pupil.year_group].append(pupil)
    return {year_group: _counts(members, period) for year_group, members in held.items()}


def _sizes(pupils: list[Pupil], half_terms: int, *, inside: bool) -> Sizes:
    """How small the groups became, each half-term standing for a session."""
    on_roll = [
        [pupil for pupil in pupils if pupil.in_published == inside and half in pupil.absence]
        for half in range(1, half_terms + 1)
    ]

    def fewest_of(cohorts: set[Cohort]) -> int:
        sides = [(n := sum(bool(pupil.cohorts & cohorts) for pupil in held), len(held) - n) for held in on_roll]
        return min((min(side) for side in sides if all(side)), default=0)

    groups: dict[Cohort, int] = {cohort: fewest_of({cohort}) for cohort in GROUPS}
    return Sizes(_fewest(map(len, on_roll)), groups, fewest_of({Cohort.SEN_K, Cohort.SEN_E}))


def _year_sizes(pupils: list[Pupil], half_terms: int, *, inside: bool) -> dict[str, Fewest]:
    found = {}
    for year_group in {pupil.year_group for pupil in pupils if pupil.in_published == inside}:
        counts = [
            sum(
                pupil.year_group == year_group and pupil.in_published == inside and half in pupil.absence
                for pupil in pupils
            )
            for half in range(1, half_terms + 1)
        ]
        found[year_group] = Fewest(_fewest(counts), always=all(counts))
    return found


def _fewest(numbers: Iterable[int]) -> int:
    return min((number for number in numbers if number), default=0)
