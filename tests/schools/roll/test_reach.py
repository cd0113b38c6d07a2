"""How far each post reaches today: a tutor's own group, a lead's own years, and nothing once the row has ended."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.roll.queries.reach import position_of
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.world import SINCE, YEAR, World

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def school(world: World) -> School:
    """Pupils 1 to 3 in 9B; 4 to 6 since yesterday in 8A."""
    school = world.another_school(filled=True)
    for role in (Role.CLASS_TEACHER, Role.HEAD_OF_YEAR):
        world.employ(role, school)
    with school_work(school):
        other = RegistrationGroup.objects.create(academic_year=YEAR, name="8A", year_group="8")
        moved = Placement.objects.filter(pupil__key__gte=4)
        for place in moved:
            Placement.objects.create(pupil=place.pupil, year_group="8", group=other, starts_on=TODAY - DAY)
        moved.filter(group__name="9B").update(ends_on=TODAY - 2 * DAY)
    return school


def staff(world: World, school: School, role: Role) -> StaffMember:
    return StaffMember.objects.get(person_id=world.person(role, school).pk)


def reached(client: Client, school: School, page: str) -> set[int]:
    """The keys of the pupils whose page answers."""
    with school_work(school):
        pupils = list(Pupil.objects.values_list("key", "pk"))
    return {key for key, pk in pupils if client.get(f"/pupils/{pk}/{page}").status_code == 200}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "found"),
    [
        (SINCE, None, {1, 2, 3}),
        (TODAY, TODAY, {1, 2, 3}),
        (SINCE, TODAY - DAY, set()),
        (TODAY + DAY, None, set()),
    ],
)
def test_a_teacher_sees_todays_own_group(
    world: World, school: School, starts_on: dt.date, ends_on: dt.date | None, found: set[int]
) -> None:
    with school_work(school):
        group = RegistrationGroup.objects.get(name="9B")
        teacher = staff(world, school, Role.CLASS_TEACHER)
        GroupTutor.objects.create(group=group, staff=teacher, starts_on=starts_on, ends_on=ends_on)
    client = world.client(world.person(Role.CLASS_TEACHER, school), school)
    assert reached(client, school, "") == found
    assert reached(client, school, "contacts/") == set()
    assert reached(client, school, "roll/") == set()
    assert reached(client, school, "restricted/") == set()


def test_whose_post_has_ended_reaches_nothing_though_the_group_was_not_taken_back(world: World, school: School) -> None:
    with school_work(school):
        teacher = staff(world, school, Role.CLASS_TEACHER)
        group = RegistrationGroup.objects.get(name="9B")
        GroupTutor.objects.create(group=group, staff=teacher, starts_on=SINCE)
        StaffMember.objects.filter(pk=teacher.pk).update(ends_on=TODAY - DAY)
    client = world.client(world.person(Role.CLASS_TEACHER, school), school)
    assert reached(client, school, "") == set()
    assert client.get(f"/registers/{group.pk}/{TODAY}/am/").status_code == 404


def test_a_head_of_year_sees_pupils_of_the_year_in_groups_of_mixed_ages_and_in_none(
    world: World, school: School
) -> None:
    with school_work(school):
        YearLead.objects.create(year_group="8", staff=staff(world, school, Role.HEAD_OF_YEAR), starts_on=SINCE)
        mixed = RegistrationGroup.objects.create(academic_year=YEAR, name="Oak")
        now = Placement.objects.filter(starts_on=TODAY - DAY)
        now.filter(pupil__key=4).update(group=mixed)
        now.filter(pupil__key=5).update(group=None)
        now.filter(pupil__key=6).update(group=mixed, year_group="9")
    client = world.client(world.person(Role.HEAD_OF_YEAR, school), school)
    assert reached(client, school, "") == {4, 5}
    assert reached(client, school, "contacts/") == {4, 5}


@pytest.mark.parametrize(("ends_on", "found"), [(None, {4, 5, 6}), (TODAY - DAY, set())])
def test_a_head_of_year_sees_the_years_led_today(
    world: World, school: School, ends_on: dt.date | None, found: set[int]
) -> None:
    with school_work(school):
        lead = staff(world, school, Role.HEAD_OF_YEAR)
        YearLead.objects.create(year_group="8", staff=lead, starts_on=SINCE, ends_on=ends_on)
    client = world.client(world.person(Role.HEAD_OF_YEAR, school), school)
    assert reached(client, school, "") == found
    assert reached(client, school, "contacts/") == found
    assert reached(client, school, "contacts/add/") == set()
    assert reached(client, school, "roll/") == set()
    assert reached(client, school, "restricted/") == set()


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.HEAD_OF_YEAR])
def test_last_years_group_is_out_of_reach_though_nobody_ended_the_post(
    world: World, school: School, role: Role
) -> None:
    """Its pupils are in another year and group now: who cannot open their pages opens and amends no register of theirs."""
    with school_work(school):
        group = RegistrationGroup.objects.create(academic_year=YEAR - 1, name="9Z", year_group="9")
        for place in Placement.objects.filter(pupil__key__gte=4, group__name="8A"):
            Placement.objects.create(
                pupil=place.pupil, year_group="9", group=group, starts_on=SINCE, ends_on=dt.date(YEAR, 7, 20)
            )
        post = staff(world, school, role)
        GroupTutor.objects.create(group=group, staff=post, starts_on=SINCE)
        YearLead.objects.create(year_group="9", staff=post, starts_on=SINCE)
    client = world.client(world.person(role, school), school)
    for address in ("registers/{}/2025-11-19/am/", "registers/{}/2025-11-19/as-at/", "api/registers/{}/2025-11-19/am/"):
        assert client.get(f"/{address.format(group.pk)}").status_code == 404
    assert not re.search(r"\b9Z\b", client.get("/week/?week=2025-11-19").content.decode())


@pytest.mark.parametrize(
    ("roles", "position"),
    [
        ({Role.CLASS_TEACHER, Role.HEAD_OF_YEAR}, Role.HEAD_OF_YEAR),
        ({Role.HEAD_OF_YEAR, Role.ATTENDANCE_OFFICER}, Role.ATTENDANCE_OFFICER),
        ({Role.CLASS_TEACHER, Role.SAFEGUARDING_LEAD}, Role.SAFEGUARDING_LEAD),
        ({Role.HEAD_OF_YEAR, Role.SENIOR_LEADER}, Role.SENIOR_LEADER),
        ({Role.SCHOOL_GOVERNOR}, Role.SCHOOL_GOVERNOR),
    ],
)
def test_somebody_of_several_roles_signs_as_the_one_that_reaches_furthest(roles: set[Role], position: Role) -> None:
    member = Member(uuid.UUID(int=1), "Ana", "ana@example.org", "school", uuid.UUID(int=2), frozenset(roles))
    assert position_of(member) == position.label
