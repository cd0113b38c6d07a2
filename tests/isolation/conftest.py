"""Two schools that tests of the same module may write in."""

import datetime as dt

import pytest

from schools.journal.models import OutboxRow
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World, canary


@pytest.fixture(scope="module")
def pair(world: World) -> tuple[School, School]:
    """Two schools to write in, with the same keys in both."""
    one, two = world.another_school(filled=True), world.another_school(filled=True)
    for school in (one, two):
        with school_work(school):
            OutboxRow.objects.create(topic=canary(school), done_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    return one, two
