"""What the threshold costs: 50 schools of 1,000 pupils, beside reading the same marks and doing nothing with them.

Each is asked in turn, as its page would; the marks are the same in all. ROLLCALL_PENALTY_SCHOOLS says how many schools.
"""

import datetime as dt
import os
import random

import pytest

from schools.calendar.models import HalfTerm
from schools.penalties.queries.thresholds import ground_on, thresholds
from schools.registers.queries.marks import counted_marks
from schools.registers.rules.windows import penalty_notice_codes
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.bench_figures import DAYS, HALVES, best
from tests.benchmarks.figures import line
from tests.trust_reporting.registers import enrol, mark
from tests.world import World

SCHOOLS = int(os.environ.get("ROLLCALL_PENALTY_SCHOOLS", "50"))
PUPILS = 1000
SUMMER = dt.date(2026, 7, 13)
CODES = penalty_notice_codes()


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school of 1,000 with a year of marks: one in forty sessions is unauthorised, unevenly."""
    made = world.another_school()
    chance = random.Random(7)
    with school_work(made, statement_timeout="5min"):
        for half, (starts_on, ends_on) in enumerate(HALVES, start=1):
            HalfTerm.objects.create(academic_year=2025, number=half, starts_on=starts_on, ends_on=ends_on)
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
    return made


def test_the_threshold_of_everybody(school: School) -> None:
    threshold, met = best(lambda: sum(_met(school) for _ in range(SCHOOLS)), rounds=3)
    reading, read = best(lambda: sum(_read(school) for _ in range(SCHOOLS)), rounds=3)
    assert SCHOOLS <= met < read
    note = f"{met // SCHOOLS} of {PUPILS:,} meet it; {PUPILS * SCHOOLS / threshold * 1000:,.0f} pupils a second"
    print()
    name = f"penalty threshold of {SCHOOLS} x 1,000 pupils beside reading the marks"
    print(line(name, threshold, reading, unit="ms", note=note))


def _met(school: School) -> int:
    with school_work(school):
        found = thresholds(Pupil.objects.all(), CODES, ground_on(SUMMER))
        return sum(one.met for one in found.values())


def _read(school: School) -> int:
    with school_work(school):
        rows = counted_marks(ground_on(SUMMER).since, SUMMER).filter(code__in=sorted(CODES))
        return len(list(rows.order_by().values_list("pupil_key", "date", "session", "code")))
