"""What the threshold of a school of 1,000 costs, beside reading the same marks and doing nothing with them."""

import datetime as dt
import random

import pytest

from schools.penalties.queries.thresholds import ground_on, thresholds
from schools.registers.queries.marks import counted_marks
from schools.registers.rules.windows import penalty_notice_codes
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.benchmarks.serving import settled
from tests.benchmarks.years import DAYS, keep_half_terms
from tests.trust_reporting.registers import enrol, mark
from tests.world import World

PUPILS = 1000
SUMMER = dt.date(2026, 7, 13)
CODES = penalty_notice_codes()


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school of 1,000 with a year of marks: one in forty sessions is unauthorised, unevenly."""
    made = world.another_school()
    chance = random.Random(7)
    with school_work(made, statement_timeout="5min"):
        keep_half_terms()
        keys = enrol(PUPILS, birth=dt.date(2012, 3, 1), year_group="9", starts_on=DAYS[0])
        lean = {key: chance.random() ** 3 / 10 for key in keys}
        mark(
            {
                (key, day, session): chance.choice("GNOU") if chance.random() < lean[key] else "/\\"[session - 1]
                for day in DAYS
                if day <= SUMMER
                for session in (1, 2)
                for key in keys
            }
        )
    settled(made)
    return made


def test_the_threshold_of_everybody(school: School, bench: Bench) -> None:
    met = _met(school)
    assert 1 <= met < _read(school)
    threshold = Act("the threshold", lambda: _met(school), right=exactly(met, "pupils meet it"))
    reading = Act("reading the marks", lambda: _read(school), right=exactly(_read(school), "marks"))
    bench.turns(f"The penalty threshold of {PUPILS:,} pupils", threshold, reading, rounds=15)
    a_second = f"{PUPILS * bench.of(threshold).a_second:,.0f} pupils a second"
    bench.line("penalty threshold beside reading the marks", threshold, reading, note=a_second)


def _met(school: School) -> int:
    with school_work(school):
        found = thresholds(Pupil.objects.all(), CODES, ground_on(SUMMER))
        return sum(one.met for one in found.values())


def _read(school: School) -> int:
    with school_work(school):
        rows = counted_marks(ground_on(SUMMER).since, SUMMER).filter(code__in=sorted(CODES))
        return len(list(rows.order_by().values_list("pupil_key", "date", "session", "code")))
