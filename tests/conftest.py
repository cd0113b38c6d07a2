"""Fixtures every test may ask for.

Tests run on a real PostgreSQL with the application's own weak login, and commit for real: a request is two transactions
with different roles, which no surrounding test transaction could imitate. `world` is built once and read only; a test
that writes asks for `fresh_school`, which a replay makes in some tens of milliseconds.
"""

from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.world import World, build_world


@pytest.fixture(scope="session", autouse=True)
def _database_open(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def world(_database_open: None) -> World:
    """Two trusts, five schools, two authorities and a person for every role. Read only."""
    return build_world()


@pytest.fixture
def fresh_school(world: World) -> Callable[..., object]:
    """Makes an empty school of Northfield's for one test to write in."""
    return world.another_school
