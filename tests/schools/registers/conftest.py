"""The class of thirty on its Thursday morning, for tests of the register's pages as the server makes them."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.schools.registers.asking import Clients
from tests.world import World


@pytest.fixture(scope="module")
def shared(world: World) -> Classroom:
    """A class nobody saves anything in."""
    return classroom(world)


@pytest.fixture
def room(world: World) -> Classroom:
    """A class of the test's own."""
    return classroom(world)


@pytest.fixture
def clients(world: World) -> Clients:
    """Somebody of a class's school, signed in."""
    return lambda role, room: world.client(world.person(role, room.school), room.school)


@pytest.fixture
def thursday_morning() -> Iterator[None]:
    """The school's clock stands at 08:55, five minutes after the morning's registers opened."""
    with override_settings(CLOCK_AHEAD=ahead(MORNING)):
        yield
