"""From a saved mark to a trust's figure: what it costs, and what it saves.

Publishing is timed in one process, from the end of the save to the figure being there: a broker and a waiting worker come
on top of it. Its yardsticks are the save that it publishes, and its own statements sent again by a bare connection, to
a trust that knows nothing newer. Persistent absence from summaries stands beside every mark counted again, and the trust's
page beside the one-read page, its SQL and a live roll-up of each school's marks.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.models import F, Sum
from django.test import override_settings

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from schools.journal.tasks import drain
from schools.registers.models import Mark, PupilWeek
from schools.registers.operations import MARKS_CHANGED
from schools.registers.queries.marks import Monday, class_counts
from schools.registers.rules.totals import Totals, is_persistent, is_severe
from tenants.trusts import provisioning
from tenants.trusts.models import Trust
from tenants.trusts.scopes import school_work, trust_work
from tests.benchmarks.measuring import Act, Bench, exactly, naming
from tests.benchmarks.pages import Page, measure
from tests.benchmarks.published import FORM, Filled, copy_figures, filled_school, listed, new_school
from tests.benchmarks.saves import PRESENT, Saves
from tests.benchmarks.serving import bare, browser_of, captured, granian
from tests.benchmarks.years import DAYS, HALVES
from tests.journeys.classroom import ahead
from tests.session_database import SUPERUSER_URL
from tests.world import World
from trust_reporting.comparison.queries.comparing import Published, compare
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.models import SessionCount
from trust_reporting.figures.operations import publish
from trust_reporting.figures.queries import held_years
from trust_reporting.figures.rules.periods import Period

WITH_MARKS, SCHOOLS, PUPILS = 3, 50, 1000
YEAR = 2025
ASKED = "?period=2025-year&phase=secondary"
NOON = dt.datetime(2026, 9, 1, 12, tzinfo=LONDON)


@dataclass(frozen=True)
class Measured:
    """The trust, and its schools that have marks."""

    trust: Trust
    filled: list[Filled]


@pytest.fixture(scope="module")
def measured(world: World) -> Measured:
    trust = provisioning.provision_trust(name="Measured Trust", slug="measured")
    filled = [filled_school(world, trust, number, "few", pupils=PUPILS) for number in range(WITH_MARKS)]
    world.employ(Role.TRUST_LEADER, trust)
    return Measured(trust, filled)


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


@dataclass
class Publishing:
    """One register of thirty saved and published, again and again."""

    trust: Trust
    filled: Filled

    def __post_init__(self) -> None:
        on = DAYS[20]
        now = dt.datetime.combine(on, dt.time(8, 55), LONDON)
        self.keys = [pupil.key for pupil in self.filled.pupils]
        self.saves = Saves(self.filled.school, self.filled.form, self.filled.pupils, on, now)

    def save(self) -> int:
        return self.saves.operation()

    def saved(self) -> None:
        """Everybody present and all published, then everybody away and saved: the same to publish in each round."""
        if self.saves.code == PRESENT:
            self.save()
        self.drain()
        self.save()

    def drain(self) -> None:
        """All that a save sets off, publishing among it."""
        drain(str(self.filled.school.pk))

    def publish(self) -> None:
        """Publishing alone; its message stays, for the next round to carry out again."""
        publish(
            self.filled.school, [Message(1, MARKS_CHANGED, {"dates": [self.saves.on.isoformat()], "pupils": self.keys})]
        )

    def database(self) -> float:
        """Publish; the milliseconds that the database took of it."""
        with database_time() as taken:
            self.publish()
        return sum(taken)

    def published(self, _answer: object) -> str:
        """Right is that the trust's figures hold the register as it stands."""
        with school_work(self.filled.school):
            gone = Mark.objects.filter(date=self.saves.on, session=1, code="I").count()
        with trust_work(self.trust):
            rows = SessionCount.objects.filter(
                school_id=self.filled.school.pk, date=self.saves.on, session=1, cohort="all"
            ).values_list("authorised", "unauthorised", "missing")
            held = sum(sum(row[:2]) for row in rows)
        assert held == gone >= FORM, (held, gone)
        return f"{gone} absences at the trust as in the register"

    def captured(self) -> list[str]:
        """The statements of a publication, and on which one it rested."""
        with trust_work(self.trust):
            self.rested_on = held_years(self.filled.school.pk)[YEAR].version
        return captured(self.publish)

    def unheard(self) -> None:
        """As `saved`, and the trust holds what the captured statements rest on: they find the same to do."""
        self.saved()
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(
                "UPDATE figures_yearpublication SET version = %s WHERE school_id = %s AND academic_year = %s",
                [self.rested_on, self.filled.school.pk, YEAR],
            )


def test_publish(measured: Measured, bench: Bench) -> None:
    """One register of thirty amended, then everything that the trust holds of that day brought up to date."""
    one = Publishing(measured.trust, measured.filled[0])
    one.saved()
    sent = one.captured()
    save = Act("the save", one.save, right=one.saves.stand)
    everything = Act("all that a save sets off", one.drain, right=one.published, before=one.saved)
    alone = Act("publish", one.publish, right=one.published, before=one.saved)
    database = Act("database time", one.database, right=one.published, before=one.saved, times=lambda took: [took])
    with bare(str(one.filled.school.schema_name), ("", sent)) as (sql,):
        again = Act(sql.name, sql.run, right=sql.right, before=one.unheard)
        title = f"Publishing a register of {FORM} of {PUPILS:,} pupils"
        bench.turns(title, save, alone, everything, database, again, rounds=15)
    bench.line("publish beside the save of the register", alone, save, most=10)
    bench.line("publish, in its SQL bare", alone, again, note=f"{len(sent)} statements")
    bench.line("publish, its database time", database, again, most=5)
    bench.line("all that a save sets off, beside the save", everything, save)


def test_persistent_absence_of_one_school(measured: Measured, bench: Bench) -> None:
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

    with school_work(measured.filled[1].school, statement_timeout="5min"):
        answer = from_marks()
        assert answer[0] > 0
        equal = exactly(answer, f"{answer[0]} persistent, {answer[1]} severe, both ways")
        quick, slow = Act("summaries", from_summaries, right=equal), Act("every mark", from_marks, right=equal)
        bench.turns(f"Persistent absence of {PUPILS:,} pupils for a year", quick, slow, rounds=7)
    bench.line("from summaries beside every mark", quick, slow, aim=0.2)


def test_the_trusts_page(world: World, measured: Measured, bench: Bench) -> None:
    """Weekly totals of each school for the year, as the page reads them and rolled up live from the schools' marks."""
    trust, choice = measured.trust, Choice("secondary", Period(2025, "year"))
    client = world.client(world.person(Role.TRUST_LEADER, trust), trust)
    address = f"/compare/{ASKED}"

    def read() -> dict[str, Totals]:
        with trust_work(trust):
            comparison = compare(Published(trust), choice)
            assert all(standing.enrolments.enrolments == PUPILS for standing in comparison.standings)
        return {standing.school.slug: standing.totals for standing in comparison.standings}

    def live() -> dict[str, Totals]:
        found = {}
        for filled in measured.filled:
            with school_work(filled.school):
                # The published basis: 15-year-olds (the first fifth of the keys) without half-term 6.
                leavers = sorted(Mark.objects.values_list("pupil_key", flat=True).distinct())[: PUPILS // 5]
                marks = Mark.objects.exclude(pupil_key__in=leavers, date__gte=HALVES[5][0])
                weeks = marks.values(week=Monday(F("date"))).annotate(**class_counts()).order_by()
                found[filled.school.slug] = sum(
                    (Totals(**{name: row[name] for name in row if name != "week"}) for row in weeks), Totals()
                )
        return found

    equal = exactly(live(), f"totals of {WITH_MARKS} schools equal, both ways")
    ours, rolled = Act("the comparison", read, right=equal), Act("live roll-up", live, right=equal)
    bench.turns(f"A comparison of {WITH_MARKS} schools, without its page", ours, rolled, rounds=5, warm=1)
    bench.line(f"comparison of {WITH_MARKS} schools beside a live roll-up", ours, rolled)
    names = [filled.school.name for filled in measured.filled]
    with override_settings(CLOCK_AHEAD=ahead(NOON)), granian(NOON) as port:
        who = browser_of(client, port, trust)
        few = Page(f"comparison of {WITH_MARKS} schools", address, naming(names, "schools"))
        measure(bench, "The trust's page through granian", who, client, "public", [few], rounds=25)
        more = [new_school(world, trust, number, "copied") for number in range(SCHOOLS - WITH_MARKS)]
        copy_figures(measured.filled[0].school, more)
        there = naming(listed([*(filled.school for filled in measured.filled), *more]), "schools, and all together")
        fifty = Page(f"comparison of {SCHOOLS} schools", address, there, aim=40)
        who = browser_of(client, port, trust)  # the first one's connection has been idle too long
        measure(bench, f"The same with {SCHOOLS} schools", who, client, "public", [fifty], rounds=10)
