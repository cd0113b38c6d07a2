"""A world for asking every route in, and two schools that tests of the same module may write in."""

import datetime as dt

import pytest

from schools.journal.models import OutboxRow
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.routes.rows import Rows, rows_of
from tests.world import World, canary, make_world


@pytest.fixture(scope="session")
def asked(world: World) -> World:
    """Places and people like the world's, where nothing happens but that routes are asked.

    Asking posts to what it may post to; here no other test sees that, and no other test has published anything.
    """
    return make_world("asked-", 1)


@pytest.fixture(scope="session")
def rows(asked: World) -> Rows:
    """What addresses name there, made before any of them is asked for."""
    return rows_of(asked)


@pytest.fixture(scope="module")
def pair(world: World) -> tuple[School, School]:
    """Two schools to write in, with the same keys in both."""
    one, two = world.another_school(filled=True), world.another_school(filled=True)
    for school in (one, two):
        with school_work(school):
            OutboxRow.objects.create(topic=canary(school), done_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    return one, two
