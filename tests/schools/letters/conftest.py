"""What the tests of letters share: one school a module, whose people stand before each test as they did before the first."""

from collections.abc import Iterator

import pytest

from schools.roll.models import Contact, ContactRestriction, HouseholdPupil, PupilContact
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import FATHER
from tests.schools.letters.writing import Writing, address_them, moment, writing_letters
from tests.world import World


@pytest.fixture(scope="module")
def _office(world: World) -> Iterator[Writing]:
    with pytest.MonkeyPatch.context() as patch, writing_letters(world, patch) as made:
        yield made


@pytest.fixture
def office(_office: Writing) -> Writing:
    """The school at half past nine: nobody is restricted but the father, about Mia."""
    _office.family.taking.set_clock(moment())
    with school_work(_office.school):
        ContactRestriction.objects.exclude(link__contact__name=FATHER).delete()
        PupilContact.objects.update(lives_with=False)
        HouseholdPupil.objects.all().delete()
        Contact.objects.update(email="", address="")
        address_them()
    return _office
