"""What a school entered of its year is read as it stands, though a process keeps it worked out."""

import datetime as dt

import psycopg
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.database.scope import ALIAS
from schools.calendar import models
from schools.calendar.models import ClosedYear, HalfTerm, NonSchoolDay
from schools.calendar.queries import Entered, entered
from schools.calendar.rules.session_times import SessionTimes
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.session_database import SUPERUSER_URL
from tests.world import World

MONDAY, TUESDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 17)


@pytest.fixture
def school(world: World) -> School:
    """One half-term, a day off in it, times, and a closed year."""
    made = world.another_school()
    with school_work(made):
        HalfTerm.objects.create(
            academic_year=2026, number=2, starts_on=dt.date(2026, 11, 2), ends_on=dt.date(2026, 12, 18)
        )
        NonSchoolDay.objects.create(date=MONDAY, kind="unplanned", session=2, note="Boiler “failure”, 2°C")
        for since, opens in ((dt.date(2026, 9, 1), dt.time(8, 50)), (TUESDAY, dt.time(9, 5))):
            models.SessionTimes.objects.create(
                session=1, valid_from=since, opens_at=opens, closes_after=30, needs_minutes=False
            )
        ClosedYear.objects.create(
            academic_year=2025, closed_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC), closed_by="Head"
        )
    return made


def read(school: School) -> Entered:
    """In one statement."""
    with school_work(school), CaptureQueriesContext(connections[ALIAS]) as asked:
        found = entered()
    assert len([one for one in asked if one["sql"].lstrip().startswith("SELECT")]) == 1
    return found


def elsewhere(school: School, statement: str) -> None:
    """Another process changes what the school entered, without a word to this one."""
    with psycopg.connect(SUPERUSER_URL) as other:
        other.execute(f"SET search_path = {school.schema_name}")
        other.execute(statement)


def test_every_part_is_read_as_it_was_entered(school: School) -> None:
    calendar, times, closed = read(school)
    (half_term,) = calendar.half_terms
    assert (half_term.academic_year, half_term.number, half_term.ends_on) == (2026, 2, dt.date(2026, 12, 18))
    closure = calendar.unplanned_closure(MONDAY, 2)
    assert closure is not None
    assert closure.note == "Boiler “failure”, 2°C"
    assert calendar.is_session(MONDAY, 1)
    later, sooner = times
    assert later == SessionTimes(1, TUESDAY, dt.time(9, 5), 30, needs_minutes=False)
    assert sooner.valid_from == dt.date(2026, 9, 1)
    assert closed == {2025}


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE calendar_halfterm SET ends_on = '2026-12-17'", "calendar"),
        ("DELETE FROM calendar_nonschoolday", "calendar"),
        ("UPDATE calendar_sessiontimes SET closes_after = 20", "times"),
        ("UPDATE calendar_closedyear SET opened_at = now()", "closed"),
    ],
)
def test_what_another_process_changes_is_read_at_once(school: School, statement: str, part: str) -> None:
    before = read(school)
    assert read(school).calendar is before.calendar  # kept: not worked out again
    elsewhere(school, statement)
    after = read(school)
    assert getattr(after, part) != getattr(before, part)
    assert [name for name in before._fields if getattr(after, name) != getattr(before, name)] == [part]


def test_a_school_that_entered_nothing_has_nothing_of_another(world: World, school: School) -> None:
    read(school)
    calendar, times, closed = read(world.another_school())
    assert (calendar.half_terms, calendar.non_school_days, times, closed) == ((), (), (), frozenset())
