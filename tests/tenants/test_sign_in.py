"""Signing in on the id host: passwords, second factors, and where somebody who has signed in goes."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.queries import has_second_factor
from tenants.memberships.models import Membership
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about
from tests.tenants.signing_in import SECRET, Browser, code_at, code_now, letters, newcomer
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")


def test_somebody_with_one_place_goes_straight_there(world: World, officer: Person) -> None:
    browser = Browser()
    response = browser.sign_in(officer)
    assert (browser.host, response.status_code) == (host_of(world.alder), 200)
    assert acts_about(officer) == ["signed_in", "handed_over"]


def test_somebody_with_two_places_chooses(world: World, officer: Person) -> None:
    with identity_work():
        Membership.objects.create(person=officer, role=Role.TRUST_DATA_MANAGER, trust=world.northfield, starts_on=SINCE)
    browser = Browser()
    page = browser.sign_in(officer).content.decode()
    assert (browser.host, browser.path) == (ID, "/")
    assert re.findall(r'href="(http://[a-z]+\.rollcall\.localhost/)"', page) == [
        "http://northfield.rollcall.localhost/",
        "http://alder.rollcall.localhost/",
    ]


def test_a_password_alone_is_not_enough(world: World, officer: Person) -> None:
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    assert browser.path == "/sign-in/code/"
    for path in ("/", "/account/", "/account/authenticator/", "/account/recovery-codes/"):
        browser.get(f"//{ID}{path}")
        assert browser.path in ("/sign-in/", "/sign-in/code/"), path
    browser.get(f"//{host_of(world.alder)}/pupils/")
    assert (browser.host, browser.path) == (ID, "/sign-in/code/")


def test_a_class_teacher_needs_no_code_where_the_school_asks_for_none(lenient: School) -> None:
    teacher = newcomer(Role.CLASS_TEACHER, lenient, secret="")
    browser = Browser()
    browser.sign_in(teacher)
    assert browser.host == host_of(lenient)


@pytest.mark.parametrize("role", Role)
def test_every_role_sets_up_an_authenticator_app_before_going_anywhere(world: World, role: Role) -> None:
    place = {"school": world.alder, "trust": world.northfield, "authority": world.eastshire, "platform": None}[
        role.place
    ]
    person = newcomer(role, place, secret="")
    browser = Browser()
    browser.sign_in(person)
    assert (browser.host, browser.path) == (ID, "/account/authenticator/")
    for path in ("/", "/account/", "/account/password/", "/account/recovery-codes/", "/account/authenticator/replace/"):
        browser.get(f"//{ID}{path}")
        assert browser.path == "/account/authenticator/", path
    if place is not None:
        browser.get(f"//{host_of(place)}/")
        assert (browser.host, browser.path) == (ID, "/account/authenticator/")


def test_somebody_with_no_role_is_asked_for_a_second_factor_and_has_nowhere_to_go() -> None:
    browser = Browser()
    response = browser.sign_in(newcomer(None, None))
    assert (browser.host, browser.path) == (ID, "/")
    assert "nowhere for you to work" in response.content.decode()


def test_setting_up_shows_recovery_codes_and_then_goes_on_to_where_they_were_going(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder, secret="")
    browser = Browser()
    browser.get(f"//{host_of(world.alder)}/pupils/")
    browser.sign_in(person)
    assert browser.path == "/account/authenticator/"
    page = browser.get(f"//{ID}/account/authenticator/")
    secret = page.context["form"].secret
    page = browser.post(f"//{ID}/account/authenticator/", {"code": code_now(secret)})
    assert browser.path == "/account/recovery-codes/"
    codes = re.findall(r"<li>(\d{8})</li>", page.content.decode())
    assert len(set(codes)) == 10
    browser.get(f"//{ID}/")
    assert (browser.host, browser.path) == (host_of(world.alder), "/pupils/")
    assert acts_about(person)[:2] == ["signed_in", "second_factor_enrolled"]


def test_a_wrong_code_sets_nothing_up(world: World) -> None:
    person = newcomer(Role.HEADTEACHER, world.alder, secret="")
    browser = Browser()
    browser.sign_in(person)
    page = browser.post(f"//{ID}/account/authenticator/", {"code": "000000"})
    assert "That code is not right" in page.content.decode()
    with identity_work():
        assert not has_second_factor(person)


def test_secrets_of_authenticator_apps_are_kept_encrypted(officer: Person) -> None:
    with identity_work():
        kept = Authenticator.objects.get(user_id=officer.pk, type="totp").data
    assert SECRET not in str(kept)


def test_a_code_of_the_minute_before_last_is_refused(officer: Person) -> None:
    assert _enter(officer, code_at(time.time() - 61)) == "/sign-in/code/"


def test_a_recovery_code_is_good_once(world: World) -> None:
    person = newcomer(Role.HEADTEACHER, world.alder, secret="")
    browser = Browser()
    browser.sign_in(person)
    secret = browser.get(f"//{ID}/account/authenticator/").context["form"].secret
    page = browser.post(f"//{ID}/account/authenticator/", {"code": code_now(secret)})
    code = page.context["unused_codes"][0]
    assert _enter(person, code) != "/sign-in/code/"
    with identity_work():
        cache.clear()
    assert _enter(person, code) == "/sign-in/code/"


def _enter(person: Person, code: str) -> str:
    """Where somebody stands after password and `code`, in a fresh browser."""
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": person.email, "password": PASSWORD})
    browser.post(f"//{ID}/sign-in/code/", {"code": code})
    return browser.path


def test_a_teacher_who_becomes_an_officer_is_asked_at_once_everywhere(lenient: School) -> None:
    person = newcomer(Role.CLASS_TEACHER, lenient, secret="")
    browser = Browser()
    browser.sign_in(person)
    assert browser.get(f"//{host_of(lenient)}/").status_code == 200
    assert browser.host == host_of(lenient)
    with identity_work():
        Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=lenient, starts_on=SINCE)
    browser.get(f"//{host_of(lenient)}/")
    assert (browser.host, browser.path) == (ID, "/account/authenticator/")


def test_a_session_begun_without_a_second_factor_proves_it_before_it_changes_anything(lenient: School) -> None:
    """Another browser set up the app meanwhile: this one has not shown that it holds it."""
    person = newcomer(Role.CLASS_TEACHER, lenient, secret="")
    first, second = Browser(), Browser()
    first.sign_in(person)
    second.sign_in(person)
    secret = second.get(f"//{ID}/account/authenticator/").context["form"].secret
    second.post(f"//{ID}/account/authenticator/", {"code": code_now(secret)})
    with identity_work():
        Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=lenient, starts_on=SINCE)
    for path in ("/", "/account/authenticator/replace/", "/account/recovery-codes/"):
        first.get(f"//{ID}{path}")
        assert first.path == "/account/check-code/", path
    with time_machine.travel(time.time() + 90):
        first.post(f"//{ID}/account/check-code/", {"code": code_now(secret)})
    first.get(f"//{host_of(lenient)}/")
    assert first.host == host_of(lenient)


def test_replacing_the_app_takes_a_code_and_leads_to_a_new_one(world: World, officer: Person) -> None:
    browser = Browser()
    browser.sign_in(officer)
    with time_machine.travel(time.time() + 360):
        browser.get(f"//{ID}/account/authenticator/replace/")
        assert browser.path == "/account/check-code/"  # the password is not offered instead
        browser.post(f"//{ID}/account/check-code/?next=/account/authenticator/replace/", {"code": code_now()})
        assert browser.path == "/account/authenticator/replace/"
        browser.post(f"//{ID}/account/authenticator/replace/", {})
        assert browser.path == "/account/authenticator/"
        browser.get(f"//{ID}/")
        assert browser.path == "/account/authenticator/"
    assert acts_about(officer)[-1] == "second_factor_removed"
    assert "authenticator app" in letters()[-1].subject
