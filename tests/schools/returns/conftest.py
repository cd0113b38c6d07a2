"""What the tests of returns share: a school of six pupils on a Thursday in November, its officer and its head."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.returns.models import Return
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.CLASS_TEACHER):
        world.employ(role, school)
    return school


@pytest.fixture
def officer(world: World, school: School) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


@pytest.fixture
def head(world: World, school: School) -> Client:
    return world.client(world.person(Role.HEADTEACHER, school), school)


def work(school: School) -> None:
    """Have the worker carry out what was promised and what has fallen due."""
    drain.run(str(school.pk))


def returns_of(school: School) -> list[tuple[str, str, str]]:
    """Every return: its kind, its state and the day it is due."""
    with school_work(school):
        rows = Return.objects.order_by("kind", "due_on", "pk")
        return [(row.kind, row.state, row.due_on.isoformat()) for row in rows]
