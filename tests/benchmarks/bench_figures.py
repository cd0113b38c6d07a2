"""From a saved mark to a trust's figure: what it costs, and what it saves.

Yardsticks, each from the same run over the same marks: persistent absence worked out again from every mark, and the
trust's page rolled up live from each school's marks. Each figure comes with a check that both give the same answer.
Publishing is timed in one process, from the end of the save to the figure being there: a broker and a waiting worker
come on top of it.
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from django.db.models import F, Sum

from foundation.database.scope import ALIAS
from schools.calendar.models import HalfTerm
from schools.journal.tasks import drain
from schools.registers.models import Mark, PupilWeek
from schools.registers.queries.marks import Monday, class_counts
from schools.registers.rules.totals import Totals, is_persistent, is_severe
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work, trust_work
from tests.trust_reporting.registers import amend, enrol, mark
from tests.world import World
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.models import SessionCount
from trust_reporting.figures.operations import rebuild
from trust_reporting.figures.rules.periods import Period

SCHOOLS, PUPILS, SCHOOL_DAYS = 3, 1000, 190
HALVES = [
    (dt.date(2025, 9, 1), dt.date(2025, 10, 24)),
    (dt.date(2025, 11, 3), dt.date(2025, 12, 19)),
    (dt.date(2026, 1, 5), dt.date(2026, 2, 13)),
    (dt.date(2026, 2, 23), dt.date(2026, 3, 27)),
    (dt.date(2026, 4, 13), dt.date(2026, 5, 22)),
    (dt.date(2026, 6, 1), dt.date(2026, 7, 20)),
]
DAYS = [
    day
    for start, end in HALVES
    for n in range((end - start).days + 1)
    if (day := start + dt.timedelta(days=n)).isoweekday() < 6
][:SCHOOL_DAYS]
ROUNDS = 5


@dataclass(frozen=True)
class Filled:
    """A trust whose schools each have a whole year of marks, published."""

    trust: Trust
    schools: list[School]
    seconds_to_rebuild: float


@pytest.fixture(scope="module")
def filled(world: World) -> Filled:
    trust = provisioning.provision_trust(name="Measured Trust", slug="measured")
    schools = [_school(world, trust, number) for number in range(SCHOOLS)]
    began = time.perf_counter()
    for school in schools:
        rebuild(school)
    return Filled(trust, schools, (time.perf_counter() - began) / SCHOOLS)


def _school(world: World, trust: Trust, number: int) -> School:
    school = provisioning.provision(
        trust=trust,
        authority=world.eastshire,
        name=f"Measured School {number}",
        slug=f"measured{number}",
        phase="secondary",
        urn=f"{600000 + number}",
        laestab=f"991{6000 + number}",
        theme="plum-solid",
    )
    chance = random.Random(number)
    with school_work(school, statement_timeout="5min"):
        for half, (starts_on, ends_on) in enumerate(HALVES, start=1):
            HalfTerm.objects.create(academic_year=2025, number=half, starts_on=starts_on, ends_on=ends_on)
        keys = []
        for age in range(5):
            birth, flags = dt.date(2010 + age, 3, 1), ("fsm6",) if age % 2 else ("sen_k", "eal")
            keys += enrol(
                PUPILS // 5, birth=birth, year_group=str(11 - age), flags=flags, sex="FM"[age % 2], starts_on=DAYS[0]
            )
        lean = {key: chance.random() ** 2 / 5 for key in keys}
        mark(
            {
                (key, day, session): "I" if chance.random() < lean[key] else "/\\"[session - 1]
                for day in DAYS
                for session in (1, 2)
                for key in keys
            }
        )
    return school


def best(act: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """The shortest of some rounds in milliseconds, and the last answer."""
    times, answer = [], None
    for _ in range(rounds):
        began = time.perf_counter()
        answer = act()
        times.append((time.perf_counter() - began) * 1000)
    return min(times), answer


@contextmanager
def database_time() -> Iterator[list[float]]:
    """Milliseconds of each statement inside the block."""
    taken: list[float] = []

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken.append((time.perf_counter() - began) * 1000)

    with connections[ALIAS].execute_wrapper(wrapper):
        yield taken


def test_publish_latency(filled: Filled) -> None:
    """One register of 30 amended, then everything the trust holds of that day brought up to date."""
    school, walls, databases = filled.schools[0], [], []
    for turn in range(ROUNDS):
        day = DAYS[20 + turn]
        with school_work(school):
            keys = sorted(Mark.objects.filter(date=day, session=1).values_list("pupil_key", flat=True))[:30]
            amend({(key, day, 1): "O" for key in keys})
        with database_time() as taken:
            began = time.perf_counter()
            drain(str(school.pk))
            walls.append((time.perf_counter() - began) * 1000)
        databases.append(sum(taken))
        with trust_work(filled.trust):
            (row,) = SessionCount.objects.filter(
                school_id=school.pk, date=day, session=1, cohort="all", codes__O__gte=1
            ).values_list("unauthorised")
        assert row == (30,)
    print(
        f"\npublish one register of a school of {PUPILS}: {min(walls):.0f} ms wall, {min(databases):.0f} ms database"
        f" (the whole school rebuilt: {filled.seconds_to_rebuild:.1f} s)"
    )


def test_persistent_absence_of_one_school(filled: Filled) -> None:
    """The year's persistent and severe absence of the whole roll, from summaries and again from every mark."""

    def from_summaries() -> tuple[int, int]:
        sums = PupilWeek.objects.values("pupil_key").annotate(
            missed=Sum(F("authorised") + F("unauthorised")),
            possible_sessions=Sum(F("present") + F("approved") + F("authorised") + F("unauthorised")),
        )
        judged = [(row["missed"], row["possible_sessions"]) for row in sums.order_by()]
        return sum(bool(is_persistent(*one)) for one in judged), sum(bool(is_severe(*one)) for one in judged)

    def from_marks() -> tuple[int, int]:
        rows = Mark.objects.values("pupil_key").annotate(**class_counts()).order_by()
        totals = [Totals(**{name: row[name] for name in row if name != "pupil_key"}) for row in rows]
        judged = [(one.absence, one.possible) for one in totals]
        return sum(bool(is_persistent(*one)) for one in judged), sum(bool(is_severe(*one)) for one in judged)

    with school_work(filled.schools[1]):
        quick, answer = best(from_summaries)
        slow, check = best(from_marks, rounds=3)
    assert answer == check
    assert answer[0] > 0
    print(
        f"\nPA of a school of {PUPILS} for a year: {quick:.0f} ms from summaries, {slow:.0f} ms from marks"
        f" ({slow / quick:.0f} times)"
    )


def test_the_trusts_page(filled: Filled) -> None:
    """Weekly totals of each school for the year, as the page reads them and rolled up live from the schools' marks."""
    choice = Choice("secondary", Period(2025, "year"))

    def page() -> dict[str, Totals]:
        with trust_work(filled.trust):
            comparison = compare(Published(filled.trust), choice)
            assert all(standing.enrolments.enrolments == PUPILS for standing in comparison.standings)
        return {standing.school.slug: standing.totals for standing in comparison.standings}

    def live() -> dict[str, Totals]:
        found = {}
        for school in filled.schools:
            with school_work(school):
                # The published basis: 15-year-olds (the first fifth of the keys) without half-term 6.
                leavers = sorted(Mark.objects.values_list("pupil_key", flat=True).distinct())[: PUPILS // 5]
                marks = Mark.objects.exclude(pupil_key__in=leavers, date__gte=HALVES[5][0])
                weeks = marks.values(week=Monday(F("date"))).annotate(**class_counts()).order_by()
                found[school.slug] = sum(
                    (Totals(**{name: row[name] for name in row if name != "week"}) for row in weeks), Totals()
                )
        return found

    with database_time() as taken:
        quick, shown = best(page)
    statements = len(taken) // ROUNDS
    slow, check = best(live, rounds=3)
    assert shown == check
    print(
        f"\ntrust page of {SCHOOLS} schools for a year: {quick:.0f} ms in {statements} queries,"
        f" live roll-up (rates alone) {slow:.0f} ms ({slow / quick:.0f} times)"
    )
