"""A world for asking every route in, and two schools that tests of the same module may write in."""

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from itertools import count
from types import ModuleType

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

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


_numbers = count(1)


@pytest.fixture
def served() -> Iterator[Callable[..., None]]:
    """Makes one view the only page of every kind of host, at `page/` or another pattern."""
    module = ModuleType(f"tests_one_page_{next(_numbers)}")  # Django keeps a resolver for each name
    sys.modules[module.__name__] = module

    def serve(view: Callable[..., HttpResponse], at: str = "page/") -> None:
        module.urlpatterns = [path(at, view)]  # type: ignore[attr-defined]

    with override_settings(PLACE_URLCONFS=dict.fromkeys(settings.PLACE_URLCONFS, module.__name__)):
        yield serve
    del sys.modules[module.__name__]
