"""Flags of related staff: whom they cover, and who may set and take off which."""

import datetime as dt
from dataclasses import replace

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM, Actor
from foundation.database.hiding import hidden_from_reader, whole_lists
from foundation.database.scope import work
from foundation.refusals import Refused
from schools.roll.models import Household, HouseholdPupil, Pupil, RelatedStaff
from schools.roll.operations.families import set_household
from schools.roll.operations.related import flag_related_staff, lift_related_staff
from schools.roll.queries.related import flags_of_related_staff
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_scope, school_work
from tests.world import HALF_TERMS, SINCE, World

DAY = HALF_TERMS[0][1]
CHAIR = Actor(None, "Chair")


@pytest.fixture
def school(world: World) -> School:
    made = world.another_school(filled=True)
    world.employ_all([Role.HEADTEACHER, Role.CLASS_TEACHER], made)
    with school_work(made):
        home = Household.objects.create(address="1 Elm Row")
        for pupil in Pupil.objects.order_by("key")[:2]:
            HouseholdPupil.objects.create(household=home, pupil=pupil, starts_on=SINCE)
    return made


def post(role: Role) -> StaffMember:
    return StaffMember.objects.get(position=role.label)


def shown(school: School, person: object) -> list[int]:
    """The pupils whom a person's transaction has, by any query; and all, where it asks for everybody."""
    with work(replace(school_scope(school), reader=str(person))):
        with whole_lists():
            assert Pupil.objects.count() == 6
        assert len(hidden_from_reader()) == 6 - Pupil.objects.count()
        return list(Pupil.objects.order_by("key").values_list("key", flat=True))


def test_a_flag_covers_the_home_and_the_next_one_until_it_is_taken_off(world: World, school: School) -> None:
    teacher = world.person(Role.CLASS_TEACHER, school).pk
    with school_work(school):
        eldest, _, third = Pupil.objects.order_by("key")[:3]
        row = flag_related_staff(post(Role.CLASS_TEACHER), eldest, on=DAY, by=CHAIR)
        with pytest.raises(Refused, match="flagged for this household already"):
            flag_related_staff(post(Role.CLASS_TEACHER), eldest, on=DAY, by=CHAIR)
    assert shown(school, teacher) == [3, 4, 5, 6]
    assert shown(school, world.person(Role.HEADTEACHER, school).pk) == [1, 2, 3, 4, 5, 6]
    with school_work(school):
        set_household(eldest, from_day=DAY, by=CHAIR, address="2 Oak Road")
        set_household(third, from_day=DAY, by=CHAIR, with_pupil=eldest)
    assert shown(school, teacher) == [4, 5, 6], "who joins them in their next home is hidden too"
    with school_work(school):
        head = world.person(Role.HEADTEACHER, school)
        for flag in RelatedStaff.objects.all():
            lift_related_staff(flag, on=DAY, by=Actor(head.pk, head.name))
        with pytest.raises(Refused, match="Somebody else has just"):
            lift_related_staff(row, on=DAY, by=CHAIR)
    assert shown(school, teacher) == [1, 2, 3, 4, 5, 6]
    with school_work(school):
        set_household(eldest, from_day=DAY + dt.timedelta(days=1), by=CHAIR, address="3 Elm Road")
        assert not RelatedStaff.objects.filter(lifted_on__isnull=True).exists(), "what was taken off follows nobody"


def test_the_product_takes_off_a_flag_of_somebody_who_has_no_account(school: School) -> None:
    with school_work(school):
        nobody = StaffMember.objects.create(name="New Starter", starts_on=DAY)
        row = flag_related_staff(nobody, Pupil.objects.get(key=1), on=DAY, by=SYSTEM)
        lift_related_staff(row, on=DAY, by=SYSTEM)
        assert not RelatedStaff.objects.filter(lifted_on__isnull=True).exists()


def test_a_flag_is_about_one_child_where_no_home_is_recorded(world: World, school: School) -> None:
    with school_work(school):
        flag_related_staff(post(Role.CLASS_TEACHER), Pupil.objects.get(key=5), on=DAY, by=CHAIR)
    assert shown(school, world.person(Role.CLASS_TEACHER, school).pk) == [1, 2, 3, 4, 6]


def test_nobody_sets_sees_or_takes_off_their_own(world: World, school: School) -> None:
    head = world.person(Role.HEADTEACHER, school)
    himself = Actor(head.pk, head.name)
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
        with pytest.raises(Refused, match="Nobody flags themselves"):
            flag_related_staff(post(Role.HEADTEACHER), pupil, on=DAY, by=himself)
        row = flag_related_staff(post(Role.HEADTEACHER), pupil, on=DAY, by=CHAIR)
        assert flags_of_related_staff(head.pk) == []
        (other,) = flags_of_related_staff(world.person(Role.CLASS_TEACHER, school).pk)
        assert [one.key for one in other.pupils] == [1, 2]
        with pytest.raises(Refused, match="their own flag"):
            lift_related_staff(row, on=DAY, by=himself)
    client = world.client(head, school)
    assert client.get("/staff/related/").status_code == 200
    assert client.post(f"/staff/related/{row.pk}/lift/").status_code == 404
