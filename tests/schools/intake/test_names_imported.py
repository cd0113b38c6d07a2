"""Names as they come in by file: found and sorted by base letters, two of one name told apart, and who has no form."""

import re

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.roll.models import Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.integrations.test_field_cases import FOLDER
from tests.schools.intake.test_import_pages import apply, officer, send, words
from tests.world import World, fill


@pytest.fixture(scope="module")
def school(world: World) -> School:
    school = world.another_school()
    fill(school)
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER):
        world.employ(role, school)
    return school


def imported(client: Client, school: School, name: str) -> str:
    """Sends the roll of a field case in and applies it; what its page said before."""
    (path,) = FOLDER.glob(f"{name}_*")
    address = send(client, roll=path.read_text(encoding="utf-8"))
    drain.run(str(school.pk))
    page = words(client.get(address).content)
    apply(client, address)
    drain.run(str(school.pk))
    return page


def test_polish_and_danish_names_are_found_and_sorted_among_l_and_o(world: World, school: School) -> None:
    client = officer(world, school)
    page = imported(client, school, "d07")
    assert "The form 7K would be new" in page
    for asked, surname in (
        ("Lukaszewicz", "Łukaszewicz"),
        ("Lucja", "Łukaszewicz"),
        ("Odegaard", "Ødegaard"),
        ("Soren", "Ødegaard"),
    ):
        found = client.post("/search/", {"q": asked})
        with school_work(school):
            assert found["Location"] == f"/pupils/{Pupil.objects.get(surname=surname).pk}/"
    with school_work(school):
        assert Pupil.objects.get(surname="Łukaszewicz").sort_name == "lukaszewicz lucja"
    listed = client.get("/pupils/?form=7K").content.decode()
    assert listed.index("Łukaszewicz") < listed.index("Ødegaard")


def test_two_pupils_of_one_name_are_told_apart_wherever_they_stand(world: World, school: School) -> None:
    client = officer(world, school)
    imported(client, school, "d08")
    with school_work(school):
        form = RegistrationGroup.objects.get(name="7K")
    march, july = "Vale, Zoe (born 14 Mar 2015)", "Vale, Zoe (born 2 Jul 2015)"
    register = client.get(f"/registers/{form.pk}/2026-11-19/am/").content.decode()
    for page in (
        client.get("/pupils/?form=7K").content.decode(),
        client.post("/search/", {"q": "vale"}).content.decode(),
        register,
    ):
        said = " ".join(re.sub(r"<[^>]+>", "", page).split())
        assert march in said
        assert july in said
    assert 'data-spoken="Zoe Vale, born 14 Mar 2015"' in register
    assert "Ødegaard, Søren (" not in register


def test_who_has_no_form_is_warned_of_and_named_beside_the_registers_that_are_missing(
    world: World, school: School
) -> None:
    client = officer(world, school)
    page = imported(client, school, "d12")
    assert "The pupil has no registration group." in page
    today = client.get("/today/").content.decode()
    assert "In no form" in today
    assert "Loose, Nat" in today
    with school_work(school):
        pupil = Pupil.objects.get(surname="Loose")
    assert f"/pupils/{pupil.pk}/roll/move/" in today
