"""What tests of signing in share: no try counted from one test to the next, no letter late, an officer of their own."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.trusts.scopes import identity_work
from tests.tenants.signing_in import letters, newcomer
from tests.world import World


@pytest.fixture
def fresh_limits(world: World) -> Iterator[None]:
    """Tries of one test are not counted in the next, and its letters do not arrive there."""
    with identity_work():
        cache.clear()
    yield
    letters()
    with identity_work():
        cache.clear()


@pytest.fixture
def officer(world: World) -> Person:
    """An attendance officer of Alder, with a password and an authenticator app."""
    return newcomer(Role.ATTENDANCE_OFFICER, world.alder)
