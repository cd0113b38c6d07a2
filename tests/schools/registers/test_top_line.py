"""The top line of a school's page: the term and school week, and how fresh the register is."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory

from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Entry
from schools.registers.pages.top_line import facts, term_line
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def school(world: World) -> School:
    return world.another_school(filled=True)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (dt.date(2026, 9, 2), "Autumn term, week 1"),
        (dt.date(2026, 11, 2), "Autumn term, week 9"),  # the week of holiday before it is none
        (dt.date(2027, 1, 4), "Spring term, week 16"),
        (dt.date(2026, 10, 28), "School holiday"),
    ],
)
def test_the_term_and_the_school_week_are_said(school: School, on: dt.date, words: str) -> None:
    with school_work(school):
        assert term_line(school_calendar(), on) == words


def test_a_school_without_term_dates_says_so() -> None:
    assert term_line(SchoolCalendar(()), NOON.date()) == "No calendar entered"


def test_the_register_is_as_fresh_as_its_newest_moment(school: School) -> None:
    request = RequestFactory().get("/")
    with time_machine.travel(NOON, tick=False), school_work(school):
        assert facts(request).as_at is None
        for minutes in (0, 30, 15):  # as entries that came together may be numbered
            Entry.objects.create(at=NOON + dt.timedelta(minutes=minutes), by_name="x", by_position="y", source="page")
        assert facts(request).as_at == NOON + dt.timedelta(minutes=30)
