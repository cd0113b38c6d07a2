"""A school asks its class teachers for a code too, which a browser that they trust spares them; nobody else is spared."""

import time

import pytest
import time_machine
from django.conf import settings

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.memberships.models import Membership
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import lines
from tests.tenants.signing_in import SECRET, Browser, code_at, newcomer
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
DAY = 24 * 3600
pytestmark = pytest.mark.usefixtures("fresh_limits")


@pytest.fixture
def teacher(world: World) -> Person:
    return newcomer(Role.CLASS_TEACHER, world.alder)


def signs_in(browser: Browser, person: Person, when: float = 0, **ticks: str) -> bool:
    """Sign in, so many seconds from now; whether a code was asked for. `ticks` are of both pages."""
    moment = time.time() + when
    with time_machine.travel(moment, tick=False):
        browser.get(f"//{ID}/sign-in/")
        browser.post(browser.here, {"login": person.email, "password": PASSWORD, **ticks})
        asked = browser.path == "/sign-in/code/"
        if asked:
            browser.post(browser.here, {"code": code_at(moment, SECRET), **ticks})
        assert browser.path not in ("/sign-in/", "/sign-in/code/")
    return asked


def leaves(browser: Browser) -> None:
    browser.post(f"//{ID}/sign-out/", {})


def test_a_trusted_browser_spares_a_class_teacher_the_code_for_thirty_days(world: World, teacher: Person) -> None:
    browser = Browser()
    assert signs_in(browser, teacher, trust="on")
    cookie = browser.client(ID).cookies["__Host-trusted"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    leaves(browser)
    assert not signs_in(browser, teacher, 60)
    assert browser.host == host_of(world.alder)
    spared = lines("act = 'signed_in' AND about_id = %s", str(teacher.pk))[-1]["details"]
    assert (spared["second_factor"], spared["trusted_browser"]) == (False, True)
    leaves(browser)
    assert not signs_in(browser, teacher, 29 * DAY)
    leaves(browser)
    assert signs_in(browser, teacher, 31 * DAY)


def test_it_is_spared_to_nobody_else_in_that_browser_and_in_no_other(world: World, teacher: Person) -> None:
    browser = Browser()
    signs_in(browser, teacher, trust="on")
    leaves(browser)
    assert signs_in(browser, newcomer(Role.CLASS_TEACHER, world.alder), 60)
    assert signs_in(Browser(), teacher, 90)


def test_who_does_not_tick_it_is_asked_again(teacher: Person) -> None:
    browser = Browser()
    assert signs_in(browser, teacher)
    leaves(browser)
    assert signs_in(browser, teacher, 60)


def test_a_shared_computer_is_not_trusted(teacher: Person) -> None:
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": teacher.email, "password": PASSWORD, "shared": "on"})
    assert "30 days" not in browser.get(browser.here).content.decode()
    browser = Browser()
    assert signs_in(browser, teacher, trust="on", shared="on")
    assert "__Host-trusted" not in browser.client(ID).cookies
    leaves(browser)

    trusted = Browser()
    signs_in(trusted, teacher, 60, trust="on")
    leaves(trusted)
    assert signs_in(trusted, teacher, 120, shared="on")


@pytest.mark.parametrize("role", [role for role in Role if role.needs_second_factor and role.place == "school"])
def test_whose_work_is_more_than_a_teacher_s_is_always_asked(world: World, role: Role) -> None:
    person, browser = newcomer(role, world.alder), Browser()
    assert signs_in(browser, person, trust="on")
    assert "__Host-trusted" not in browser.client(ID).cookies
    leaves(browser)
    assert signs_in(browser, person, 60)


def test_who_becomes_more_than_a_teacher_is_asked_in_the_open_session_and_at_the_next_sign_in(
    world: World, teacher: Person
) -> None:
    browser = Browser()
    signs_in(browser, teacher, trust="on")
    leaves(browser)
    assert not signs_in(browser, teacher, 60)
    with identity_work():
        Membership.objects.create(person=teacher, role=Role.HEAD_OF_YEAR, school=world.alder, starts_on=SINCE)
    browser.get(f"//{host_of(world.alder)}/")
    assert (browser.host, browser.path) == (ID, "/account/check-code/")
    leaves(browser)
    assert signs_in(browser, teacher, 120)


def test_a_spared_session_proves_the_code_before_it_touches_the_app(teacher: Person) -> None:
    browser = Browser()
    signs_in(browser, teacher, trust="on")
    leaves(browser)
    assert not signs_in(browser, teacher, 600)
    with time_machine.travel(time.time() + 601):
        for path in ("/account/authenticator/replace/", "/account/recovery-codes/", "/account/recovery-codes/new/"):
            browser.get(f"//{ID}{path}")
            assert browser.path == "/account/check-code/", path


def test_a_new_password_ends_the_trust(teacher: Person) -> None:
    browser = Browser()
    signs_in(browser, teacher, trust="on")
    leaves(browser)
    with identity_work():
        teacher.set_password(PASSWORD)
        teacher.save(update_fields=["password"])
    assert signs_in(browser, teacher, 60)


def test_a_school_that_begins_to_ask_asks_at_the_next_request(lenient: School) -> None:
    teacher, browser = newcomer(Role.CLASS_TEACHER, lenient, secret=""), Browser()
    assert not signs_in(browser, teacher)
    assert browser.host == host_of(lenient)
    School.objects.using("owner").filter(pk=lenient.pk).update(asks_teachers=True)
    try:
        browser.get(f"//{host_of(lenient)}/")
        assert (browser.host, browser.path) == (ID, "/account/authenticator/")
    finally:
        School.objects.using("owner").filter(pk=lenient.pk).update(asks_teachers=False)
    browser.get(f"//{host_of(lenient)}/")
    assert browser.host == host_of(lenient)


def test_a_new_school_asks(world: World) -> None:
    assert world.another_school().asks_teachers
