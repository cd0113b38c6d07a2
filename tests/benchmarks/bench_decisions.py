"""What deciding costs: everybody of a school at night, and one pupil after one save.

Yardsticks, each from the same run over the same marks: reading the same facts and doing nothing with them, and publishing
the same save to the trust. Nothing is decided anew in what is timed: most nights, and after most saves, nothing differs.
"""

import datetime as dt
import random
import time
from dataclasses import dataclass

import pytest
from django.test import override_settings

from foundation import clock
from foundation.access.roles import Role
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from schools.cases.queries.stages import policy_on
from schools.decisions import tasks
from schools.decisions.models import Decision
from schools.decisions.operations.looking import parts
from schools.decisions.queries.asking import asked_of
from schools.decisions.queries.facts import ground_at
from schools.policy.operations.taking_in import take_in
from schools.registers.models import Mark
from schools.registers.operations import MARKS_CHANGED
from schools.roll.models import RegistrationGroup
from tenants.trusts import provisioning
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, trust_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.benchmarks.pages import as_it_is, measure
from tests.benchmarks.serving import browser_of, granian, settled
from tests.benchmarks.years import DAYS, keep_half_terms
from tests.isolation.routes.made.school_policy import told
from tests.journeys.classroom import ahead
from tests.trust_reporting.registers import amend, enrol, mark
from tests.world import World
from trust_reporting.figures.models import SessionCount
from trust_reporting.figures.operations import publish, rebuild

PUPILS = 1000
SUMMER = dt.date(2026, 7, 13)
NOW = dt.datetime.combine(SUMMER, dt.time(9, 35), LONDON)
UNTIL_THEN = [day for day in DAYS if day <= SUMMER]


@dataclass(frozen=True)
class Deciding:
    """A school with a policy and a year of marks, everybody decided about once."""

    school: School
    keys: list[int]
    first_seconds: float
    proposals: int


@pytest.fixture(scope="module")
def filled(world: World) -> Deciding:
    trust = provisioning.provision_trust(name="Deciding Trust", slug="deciding")
    school = provisioning.provision(
        trust=trust,
        authority=world.eastshire,
        name="Deciding School",
        slug="deciding-school",
        phase="secondary",
        urn="610001",
        laestab="9916101",
        theme="plum-solid",
    )
    chance = random.Random(7)
    with school_work(school, statement_timeout="5min"):
        keep_half_terms()
        keys = enrol(PUPILS, birth=dt.date(2012, 3, 1), year_group="9", flags=("fsm6",), sex="F", starts_on=DAYS[0])
        lean = {key: chance.random() ** 3 / 4 for key in keys}
        mark(
            {
                (key, day, session): chance.choice("IO") if chance.random() < lean[key] else "/\\"[session - 1]
                for day in UNTIL_THEN
                for session in (1, 2)
                for key in keys
            }
        )
        RegistrationGroup.objects.create(academic_year=2025, name="9C", year_group="9")
        take_in([told(from_day=dt.date(2025, 9, 1))], heads=(), address="/policy/", now=NOW)
    rebuild(school)
    settled(school)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        began = time.perf_counter()
        tasks.look_again(school, [])
        seconds = time.perf_counter() - began
    with school_work(school):
        return Deciding(school, keys, seconds, Decision.objects.filter(move="up").count())


def decided(school: School) -> int:
    with school_work(school):
        return Decision.objects.count()


def test_everybody_at_night(filled: Deciding, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    before = decided(filled.school)
    assert filled.proposals > PUPILS // 10

    def unchanged(_answer: object) -> str:
        assert decided(filled.school) == before
        return f"{PUPILS:,} pupils decided on, {before:,} decisions as before"

    night = Act("a night", lambda: tasks.look_again(filled.school, []), right=unchanged)
    reading = Act("reading their facts", lambda: _read(filled.school), right=exactly(PUPILS, "pupils read"))
    bench.turns(f"Deciding on {PUPILS:,} pupils", night, reading, rounds=5, warm=1)
    note = f"{PUPILS * bench.of(night).a_second:,.0f} pupils a second; the first night {filled.first_seconds:.1f} s"
    bench.line("a night beside reading facts", night, reading, aim=3, note=note)


def _read(school: School) -> int:
    found = 0
    with school_work(school):
        everybody = parts(SUMMER, everybody=True)
    for part in everybody:
        with school_work(school):
            policy = policy_on(SUMMER)
            assert policy is not None
            found += len(asked_of(part, policy, ground_at(NOW)))
    return found


def test_one_pupil_after_one_save(filled: Deciding, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    day, key = UNTIL_THEN[-1], filled.keys[0]
    with school_work(filled.school):
        amend({(key, day, 1): "I"})
        (ill,) = Mark.objects.filter(pupil_key=key, date=day, session=1).values_list("code", flat=True)
    message, before = Message(1, MARKS_CHANGED, {"dates": [day.isoformat()], "pupils": [key]}), decided(filled.school)

    def unchanged(_answer: object) -> str:
        assert decided(filled.school) == before
        return "nothing decided anew"

    def at_the_trust(_answer: object) -> str:
        with trust_work(filled.school.trust):
            rows = SessionCount.objects.filter(school_id=filled.school.pk, date=day, session=1, cohort="all")
            away = sum(row.codes.get(ill, 0) for row in rows)
        with school_work(filled.school):
            assert away == Mark.objects.filter(date=day, session=1, code=ill).count() > 0
        return f"{away} with {ill} at the trust as in the register"

    deciding = Act("deciding", lambda: tasks.marks_changed(filled.school, [message]), right=unchanged)
    publishing = Act("publishing", lambda: publish(filled.school, [message]), right=at_the_trust)
    bench.turns("After one save", deciding, publishing, rounds=15)
    bench.line("deciding beside publishing the save", deciding, publishing)


def test_the_page_of_decisions(world: World, filled: Deciding, bench: Bench) -> None:
    """A page of what is proposed for more than a hundred pupils, as the headteacher opens it."""
    school = filled.school
    world.employ(Role.HEADTEACHER, school)
    client = world.client(world.person(Role.HEADTEACHER, school), school)
    with override_settings(CLOCK_AHEAD=ahead(NOW)), granian(NOW) as port:
        page = as_it_is(client, "decisions", "/decisions/", "/decisions/", least=20)
        who = browser_of(client, port, school)
        title = f"Decisions, {filled.proposals} proposals"
        measure(bench, title, who, client, str(school.schema_name), [page], rounds=25)
