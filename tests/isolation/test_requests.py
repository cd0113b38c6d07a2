"""A request's transactions: what a refusal and a broken view leave behind, and what runs after them has no place."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client

from foundation.access.gate import open_to_anyone, open_to_members
from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.database.errors import NoScope
from foundation.database.scope import ALIAS
from schools.journal.models import OutboxRow
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.world import World, signed_in

View = Callable[[HttpRequest], HttpResponse]


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school(filled=True)
    world.employ(Role.CLASS_TEACHER, school)
    return school


def asked(world: World, school: School) -> HttpResponse:
    client = world.client(world.person(Role.CLASS_TEACHER, school), school)
    client.raise_request_exception = False
    return client.get("/page/")


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (302, 1), (400, 0), (404, 0), (409, 0), (422, 0), (500, 0)])
def test_what_a_view_wrote_stands_or_falls_with_its_answer(
    status: int, kept: int, school: School, world: World, served: Callable[[View], None]
) -> None:
    hooks: list[int] = []

    @open_to_members
    def view(_request: HttpRequest) -> HttpResponse:
        OutboxRow.objects.create(topic="written")
        transaction.on_commit(lambda: hooks.append(1), using=ALIAS)
        if status == 500:
            raise ZeroDivisionError
        return HttpResponse(status=status)

    served(view)
    assert asked(world, school).status_code == status
    with school_work(school):
        assert OutboxRow.objects.filter(topic="written").count() == kept
    assert len(hooks) == kept


@pytest.mark.parametrize(("status", "kept"), [(200, True), (403, True), (429, True), (500, False)])
def test_on_the_id_host_refusals_keep_what_they_counted_and_broken_views_nothing(
    status: int, kept: bool, world: World, served: Callable[[View], None]
) -> None:
    @open_to_anyone
    def view(request: HttpRequest) -> HttpResponse:
        Person.objects.create_user(f"written{status}@northfield.example", name="Written")
        request.session["written"] = True
        if status == 500:
            raise ZeroDivisionError
        return HttpResponse(status=status)

    served(view)
    client = Client(headers={"host": settings.ID_HOST}, raise_request_exception=False)
    response = client.get("/page/")
    assert response.status_code == status
    assert ("__Host-session" in response.cookies) == kept
    with identity_work():
        assert Person.objects.filter(email=f"written{status}@northfield.example").exists() == kept


def test_what_streams_after_the_view_has_no_place(school: School, world: World, served: Callable[[View], None]) -> None:
    @open_to_members
    def view(_request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(row.surname for row in Pupil.objects.all().iterator())

    served(view)
    response = asked(world, school)
    with pytest.raises((NoScope, RuntimeError)):
        b"".join(response.streaming_content)


def test_a_stranger_and_a_member_elsewhere_open_no_work(
    school: School, world: World, served: Callable[[View], None]
) -> None:
    """Even a page open to anyone has no place for whoever is no member."""

    @open_to_anyone
    def view(_request: HttpRequest) -> HttpResponse:
        with pytest.raises(NoScope):
            Pupil.objects.count()
        return HttpResponse("nothing")

    served(view)
    for person in (None, world.person(Role.ATTENDANCE_OFFICER, world.alder)):
        assert signed_in(person, f"{school.slug}.{settings.DOMAIN}").get("/page/").content == b"nothing"
