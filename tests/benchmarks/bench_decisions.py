"""What deciding costs: everybody of a school at night, and one pupil after one save.

Yardsticks, each from the same run over the same marks: reading the same facts and doing nothing with them, and publishing
the same save to the trust. Nothing is decided anew in what is timed: most nights, and after most saves, nothing differs.
"""

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from foundation import clock
from foundation.london import LONDON
from foundation.outbox.handlers import Message
from schools.calendar.models import HalfTerm
from schools.cases.queries.stages import policy_on
from schools.decisions import tasks
from schools.decisions.models import Decision
from schools.decisions.operations.looking import parts
from schools.decisions.queries.asking import asked_of
from schools.decisions.queries.facts import ground_at
from schools.policy.operations.taking_in import take_in
from schools.registers.operations import MARKS_CHANGED
from tenants.trusts import provisioning
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.bench_figures import DAYS, HALVES, best
from tests.benchmarks.figures import line
from tests.isolation.routes.made.school_policy import told
from tests.trust_reporting.registers import amend, enrol, mark
from tests.world import World
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
        for half, (starts_on, ends_on) in enumerate(HALVES, start=1):
            HalfTerm.objects.create(academic_year=2025, number=half, starts_on=starts_on, ends_on=ends_on)
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
        take_in([told(from_day=dt.date(2025, 9, 1))], heads=(), address="/policy/", now=NOW)
    rebuild(school)
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


def test_everybody_at_night(filled: Deciding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    before = decided(filled.school)
    night, _ = best(lambda: tasks.look_again(filled.school, []), rounds=3)
    reading, found = best(lambda: _read(filled.school), rounds=3)
    assert (decided(filled.school), found) == (before, PUPILS)
    assert filled.proposals > PUPILS // 10
    note = f"{PUPILS / night * 1000:,.0f} pupils a second; the first night {filled.first_seconds:.1f} s"
    print()
    print(line("decide on 1,000 pupils beside reading facts", night, reading, unit="ms", aim=3, note=note))


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


def test_one_pupil_after_one_save(filled: Deciding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    day = UNTIL_THEN[-1]
    with school_work(filled.school):
        amend({(filled.keys[0], day, 1): "I"})
    message = Message(1, MARKS_CHANGED, {"dates": [day.isoformat()], "pupils": [filled.keys[0]]})
    deciding = _timed(lambda: tasks.marks_changed(filled.school, [message]))
    publishing = _timed(lambda: publish(filled.school, [message]))
    print()
    print(line("decide after one save beside publishing it", deciding, publishing, unit="ms"))


def _timed(act: Callable[[], object]) -> float:
    return best(act, rounds=9)[0]
