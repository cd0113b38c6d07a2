"""The staff list: who sees it, by role or by duty; what is typed, refused beside the field, and kept."""

import re

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.staff.posts import DAY, TODAY, Duty, give, post_of_role
from tests.world import World


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school()
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER):
        world.employ(role, school)
    return school


@pytest.fixture
def officer(world: World, school: School) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


@pytest.fixture
def teacher(world: World, school: School) -> Client:
    return world.client(world.person(Role.CLASS_TEACHER, school), school)


def words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_details_are_typed_refused_beside_their_fields_and_kept(world: World, school: School, officer: Client) -> None:
    with school_work(school):
        post = post_of_role(world, school, Role.CLASS_TEACHER)
    page = f"/staff/{post.pk}/"
    wrong = officer.post(page, {"email": "not an address", "mobile": "7700"})
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert 'id="id_email_error"' in html
    assert 'id="id_mobile_error"' in html
    assert 'value="not an address"' in html, "what was typed is kept"
    assert officer.post(page, {"email": "a" * 255, "mobile": ""}).status_code == 422
    assert officer.post(page, {"email": "a@b.example\0", "mobile": ""}).status_code == 422
    with school_work(school):
        assert StaffMember.objects.get(pk=post.pk).email == ""
    done = officer.post(page, {"email": "t@school.example", "mobile": "07700 900123"}, follow=True)
    assert "The contact details are changed." in words(done)
    assert 'href="tel:+447700900123"' in done.content.decode()
    assert "2 posts ; 1 has no work email." in words(done)


def test_a_duty_is_given_shown_and_ended(world: World, school: School, officer: Client) -> None:
    with school_work(school):
        post = post_of_role(world, school, Role.CLASS_TEACHER)
    page = f"/staff/{post.pk}/duty/"
    for typed in ({}, {"duty": "king", "starts_on": "today"}, {"duty": "fire_marshal", "starts_on": "32/1"}):
        assert officer.post(page, typed).status_code == 422
    assert "Fire marshal Nobody today" in words(officer.get("/staff/"))
    done = officer.post(page, {"duty": "fire_marshal", "starts_on": "today"}, follow=True)
    assert "The duty is given: fire marshal." in words(done)
    assert f"Fire marshal {post.name}" in words(done)
    assert officer.post(page, {"duty": "fire_marshal", "starts_on": "tomorrow"}).status_code == 422
    with school_work(school):
        row = StaffDuty.objects.get()
    ended = officer.post(f"/staff/duties/{row.pk}/end/", {"ends_on": "tomorrow"}, follow=True)
    assert "until 20 November 2026" in words(ended)


@pytest.mark.parametrize("duty", ["deputy_safeguarding_lead", "clerk"])
def test_deputies_and_the_clerk_are_named_by_the_headteacher_alone(
    world: World, school: School, officer: Client, duty: str
) -> None:
    """Hand-overs go to a deputy, and panels are the clerk's: who keeps the list must not make themselves either."""
    head = world.client(world.employ(Role.HEADTEACHER, school), school)
    with school_work(school):
        post = post_of_role(world, school, Role.ATTENDANCE_OFFICER)
    page, named = f"/staff/{post.pk}/duty/", {"duty": duty, "starts_on": "today"}
    assert "named by the headteacher" in words(officer.get(page))
    refused = officer.post(page, named)
    assert refused.status_code == 422
    assert 'id="id_duty_error"' in refused.content.decode()
    assert head.post(page, named).status_code == 302
    with school_work(school):
        end = f"/staff/duties/{StaffDuty.objects.get().pk}/end/"
    assert end not in officer.get("/staff/").content.decode()
    assert officer.get(end).status_code == officer.post(end, {"ends_on": "today"}).status_code == 404
    assert end in head.get("/staff/").content.decode()
    assert head.post(end, {"ends_on": "today"}).status_code == 302


def test_who_has_left_is_neither_listed_nor_changed(school: School, officer: Client) -> None:
    with school_work(school):
        gone = StaffMember.objects.create(name="Cy Gone", position="Tutor", starts_on=TODAY - DAY, ends_on=TODAY - DAY)
        StaffMember.objects.create(name="Di Soon", position="Tutor", starts_on=TODAY + DAY)
    page = words(officer.get("/staff/"))
    assert "Cy Gone" not in page
    assert "Di Soon Tutor, from 20 November 2026" in page
    assert officer.get(f"/staff/{gone.pk}/").status_code == 404
    assert officer.get(f"/staff/{gone.pk}/duty/").status_code == 404


def test_a_duty_of_today_opens_the_list_to_a_teacher_who_keeps_nothing(
    world: World, school: School, teacher: Client
) -> None:
    def rail_has_it() -> bool:
        return 'href="/staff/"' in teacher.get("/registers/").content.decode()

    with school_work(school):
        post = post_of_role(world, school, Role.CLASS_TEACHER)
        row = give(post, Duty.ATTENDANCE_LEAD, TODAY + DAY)
    assert (teacher.get("/staff/").status_code, rail_has_it()) == (404, False)
    with school_work(school):
        StaffDuty.objects.filter(pk=row.pk).update(starts_on=TODAY)
    page = teacher.get("/staff/")
    assert (page.status_code, rail_has_it()) == (200, True)
    assert "Give a duty" not in page.content.decode()
    assert teacher.get(f"/staff/{post.pk}/").status_code == 404
    with school_work(school):
        StaffMember.objects.filter(pk=post.pk).update(ends_on=TODAY - DAY)
    assert teacher.get("/staff/").status_code == 404


def test_a_duty_is_asked_for_once_a_request_and_the_list_costs_the_same_whatever_it_holds(
    world: World, school: School, teacher: Client
) -> None:
    with school_work(school):
        give(post_of_role(world, school, Role.CLASS_TEACHER), Duty.FIRE_MARSHAL)

    def asked() -> list[str]:
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            assert teacher.get("/staff/").status_code == 200
        return [row["sql"] for row in seen.captured_queries]

    asked()
    few = asked()
    # Once by the policy, whatever asks it (the gate, the rail, the page); once for the list itself.
    assert sum('FROM "staff_staffduty"' in sql for sql in few) == 2
    with school_work(school):
        for number in range(5):
            post = StaffMember.objects.create(name=f"Extra {number}", position="Tutor", starts_on=TODAY)
            give(post, Duty.FIRE_MARSHAL)
    assert len(asked()) == len(few)
