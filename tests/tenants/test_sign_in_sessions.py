"""Sessions of those who signed in: one for each host and browser, ended all at once."""

import time

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from tenants.memberships.models import Membership
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about
from tests.tenants.signing_in import Browser, code_now, letters, newcomer
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")


def test_signing_in_changes_the_session_s_key(officer: Person) -> None:
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    before = browser.session_key()
    browser.post(f"//{ID}/sign-in/code/", {"code": code_now()}, follow=False)
    after = browser.session_key()
    assert before
    assert after not in ("", before)
    with identity_work():
        assert not Session.objects.filter(session_key=before).exists()


def test_a_key_somebody_else_chose_is_not_used(officer: Person) -> None:
    browser = Browser()
    chosen = "a" * 32
    browser.client(ID).cookies[settings.SESSION_COOKIE_NAME] = chosen
    browser.sign_in(officer)
    assert browser.session_key() != chosen
    with identity_work():
        assert not Session.objects.filter(session_key=chosen).exists()


@pytest.mark.parametrize("sent", [r'"\000aaaaaaaaaa"', r'"\000"', "A" * 32, "a" * 33, "a" * 6000, "é" * 32, "'; --"])
def test_a_cookie_that_is_no_key_is_passed_over(world: World, sent: str) -> None:
    """A cookie can spell bytes that no text holds ("\\000"): anybody may send it, and it is no fault of ours."""
    for host in (ID, host_of(world.alder), host_of(world.northfield)):
        client = Client(headers={"host": host}, raise_request_exception=False)
        answer = client.get("/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={sent}"})
        assert answer.status_code == 302
        assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_a_cookie_of_one_host_opens_no_other(world: World) -> None:
    """Every pair of hosts, for somebody who may work at all of them."""
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    with identity_work():
        for school in (world.birch, world.cedar):
            Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=school, starts_on=SINCE)
        Membership.objects.create(person=person, role=Role.TRUST_LEADER, trust=world.northfield, starts_on=SINCE)
        Membership.objects.create(person=person, role=Role.LA_OFFICER, authority=world.eastshire, starts_on=SINCE)
    browser = Browser()
    browser.sign_in(person)
    hosts = [ID] + [host_of(p) for p in (world.alder, world.birch, world.cedar, world.northfield, world.eastshire)]
    for host in hosts[1:]:
        browser.get(f"//{host}/")
        assert browser.host == host
    keys = {host: browser.session_key(host) for host in hosts}
    assert len(set(keys.values())) == len(hosts)
    for origin, key in keys.items():
        for target in hosts:
            thief = Client(headers={"host": target})
            thief.cookies[settings.SESSION_COOKIE_NAME] = key
            answer = thief.get("/")
            asked = "/sign-in/" in answer.get("Location", "") or "/go/" in answer.get("Location", "")
            assert asked == (origin != target), (origin, target)


def test_signing_out_on_any_host_ends_all(world: World) -> None:
    for leave in (ID, host_of(world.alder)):
        person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
        here, there = Browser(), Browser()
        here.sign_in(person)
        with time_machine.travel(time.time() + 90):
            there.sign_in(person)
        here.post(f"//{leave}/sign-out/", {})
        assert (here.host, here.path) == (host_of(world.alder), "/swept/")
        wiped = here.post(here.here, {}, follow=False)  # which the page's script does
        assert wiped["Clear-Site-Data"] == '"storage"'
        last = here.get(wiped["Location"])
        assert (here.host, here.path, last["Clear-Site-Data"]) == (ID, "/signed-out/", '"storage"')
        for browser in (here, there):
            for host in (ID, host_of(world.alder)):
                browser.get(f"//{host}/")
                assert (browser.host, browser.path) == (ID, "/sign-in/")
        with identity_work():
            assert not Session.objects.filter(person=person).exists()
        assert acts_about(person)[-1] == "signed_out"


def test_signing_out_is_by_post_with_a_token(world: World, officer: Person) -> None:
    browser = Browser()
    browser.sign_in(officer)
    school = host_of(world.alder)
    assert browser.get(f"//{school}/sign-out/", follow=False).status_code == 405
    assert browser.get(f"//{ID}/sign-out/", follow=False).status_code == 200  # asks; does nothing
    for host in (ID, school):
        forger = Client(headers={"host": host}, enforce_csrf_checks=True)
        forger.cookies = browser.client(host).cookies
        assert forger.post("/sign-out/").status_code == 403
    browser.get(f"//{school}/")
    assert browser.host == school


def test_no_cookie_names_a_domain(world: World, officer: Person) -> None:
    browser = Browser()
    browser.get(f"//{host_of(world.alder)}/")
    browser.sign_in(officer)
    for host in (ID, host_of(world.alder)):
        for name, cookie in browser.client(host).cookies.items():
            assert name.startswith("__Host-"), name
            assert (cookie["domain"], cookie["path"], bool(cookie["secure"]), bool(cookie["httponly"])) == (
                "",
                "/",
                True,
                True,
            ), name


def test_a_new_password_ends_every_session_but_this_one(world: World, officer: Person) -> None:
    here, there = Browser(), Browser()
    here.sign_in(officer)
    with time_machine.travel(time.time() + 90):
        there.sign_in(officer)
    new = "four quiet words together"
    here.post(f"//{ID}/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.path == "/account/"
    with identity_work():
        assert [row.session_key for row in Session.objects.filter(person=officer)] == [here.session_key()]
    there.get(f"//{ID}/account/")
    assert there.path == "/sign-in/"
    there.get(f"//{host_of(world.alder)}/")
    assert there.path == "/sign-in/"
    assert "password_chosen" in acts_about(officer)
    assert letters()[-1].to == [officer.email]


def test_a_sign_out_passes_each_host_of_its_own_sign_in_and_no_other(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder)
    with identity_work():
        for school in (world.birch, world.cedar):
            Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=school, starts_on=SINCE)
    here, there = Browser(), Browser()
    here.sign_in(person)
    with time_machine.travel(time.time() + 90):
        there.sign_in(person)
    for browser, schools in ((here, (world.alder, world.birch)), (there, (world.cedar,))):
        for school in schools:
            browser.get(f"//{host_of(school)}/")
            assert browser.host == host_of(school)
    passed = here.post(f"//{host_of(world.birch)}/sign-out/", {}, follow=False)["Location"]
    assert passed == f"http://{host_of(world.birch)}/swept/?on={host_of(world.alder)}"
