"""What tests of signing in share: no try counted from one test to the next, no letter late, an officer of their own."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work
from tests.tenants.signing_in import letters, newcomer
from tests.world import World


@pytest.fixture
def fresh_limits(world: World) -> Iterator[None]:
    """Tries of one test are not counted in the next, its codes are not used up there, and its letters do not arrive."""
    with identity_work():
        cache.clear()
        for factor in Authenticator.objects.filter(data__has_key="last_counter"):
            del factor.data["last_counter"]
            factor.save(update_fields=["data"])
    yield
    letters()
    with identity_work():
        cache.clear()


@pytest.fixture(scope="session")
def lenient(world: World) -> School:
    """A school that asks its class teachers for no code."""
    school = world.another_school()
    School.objects.using("owner").filter(pk=school.pk).update(asks_teachers=False)
    return school


@pytest.fixture
def officer(world: World) -> Person:
    """An attendance officer of Alder, with a password and an authenticator app."""
    return newcomer(Role.ATTENDANCE_OFFICER, world.alder)
