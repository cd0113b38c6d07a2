"""Panels that rooms below hang on a pupil's page: in order, only for who may see them, and written down when shown."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.journal.models import ReadLine, Shown
from schools.roll.models import Pupil
from schools.roll.pages import pupil_panels
from schools.roll.pages.people_around import WorkingWith
from schools.roll.pages.pupil_panels import Panel, PanelPupil, offer_panel
from schools.roll.queries import Post
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import World

PLANTED = "Planted Panel"


def officers_panel(about: PanelPupil, member: Member) -> Panel | None:
    """A room's panel that only the officer sees, drawn by a template that takes a tutor's name."""
    if Role.ATTENDANCE_OFFICER not in member.roles:
        return None
    shown = WorkingWith(tutors=(Post(about.pupil.pk, about.pupil.pk, PLANTED, "Tutor", about.today, None),), leads=())
    return Panel("roll/panel_working_with.html", shown, shown=Shown.What.VERSIONS)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pupil_panels, "_offered", dict(pupil_panels._offered))
    offer_panel(officers_panel, order=15)
    offer_panel(officers_panel, order=15)
    yield


def page(world: World, school: School, role: Role) -> str:
    with school_work(school):
        key = Pupil.objects.order_by("key")[0].pk
    response = world.client(world.person(role, school), school).get(f"/pupils/{key}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(scope="module")
def school(world: World) -> School:
    made: School = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER):
        world.employ(role, made)
    return made


def test_a_panel_stands_in_its_order_once(world: World, school: School, offered: None) -> None:
    said = page(world, school, Role.ATTENDANCE_OFFICER)
    assert said.count(PLANTED) == 1
    assert said.index('id="contacts"') < said.index(PLANTED) < said.rindex('id="working-with"')


def test_a_panel_does_not_exist_for_who_may_not_see_it(world: World, school: School, offered: None) -> None:
    said = page(world, school, Role.HEADTEACHER)
    assert PLANTED not in said
    assert 'id="working-with"' in said


def test_what_a_panel_shows_is_written_down_for_who_saw_it(world: World, school: School, offered: None) -> None:
    page(world, school, Role.ATTENDANCE_OFFICER)
    page(world, school, Role.HEADTEACHER)
    with school_work(school):
        readers = {line.person_id for line in ReadLine.objects.filter(shown__what=Shown.What.VERSIONS)}
    assert readers == {world.person(Role.ATTENDANCE_OFFICER, school).pk}


def test_no_two_panels_have_one_order(offered: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="have the order 15"):
        offer_panel(lambda _about, _member: None, order=15)
