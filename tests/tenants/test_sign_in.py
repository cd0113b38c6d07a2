"""Signing in on the id host: passwords, second factors, sessions, lockout, and telling strangers nothing."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from foundation.accounts.queries import has_second_factor
from rollcall.settings import base
from tenants.memberships.models import Membership
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about
from tests.tenants.signing_in import SECRET, Browser, code_at, code_now, newcomer
from tests.world import PASSWORD, SINCE, World, host_of, signed_in

ID = settings.ID_HOST


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Tries of one test are not counted in the next."""
    with identity_work():
        cache.clear()
    yield
    with identity_work():
        cache.clear()


@pytest.fixture
def officer(world: World) -> Person:
    return newcomer(Role.ATTENDANCE_OFFICER, world.alder)


# -- password and second factor ----------------------------------------------------------------------------------------


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


def test_a_class_teacher_needs_no_code(world: World) -> None:
    teacher = newcomer(Role.CLASS_TEACHER, world.alder)
    browser = Browser()
    browser.sign_in(teacher)
    assert browser.host == host_of(world.alder)


@pytest.mark.parametrize("role", [role for role in Role if role.needs_second_factor])
def test_every_other_role_sets_up_an_authenticator_app_before_going_anywhere(world: World, role: Role) -> None:
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


def test_a_code_is_good_once_even_for_a_clock_that_is_behind(officer: Person) -> None:
    moment = 1_795_000_020.0
    with time_machine.travel(moment, tick=False):
        code = code_at(moment)
        assert _enter(officer, code) != "/sign-in/code/"
    for later in (1, 31):  # the second is after allauth has forgotten, and the code is still in tolerance
        with time_machine.travel(moment + later, tick=False):
            assert _enter(officer, code) == "/sign-in/code/"


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


def test_a_teacher_who_becomes_an_officer_is_asked_at_once_everywhere(world: World) -> None:
    person = newcomer(Role.CLASS_TEACHER, world.alder)
    browser = Browser()
    browser.sign_in(person)
    assert browser.get(f"//{host_of(world.alder)}/").status_code == 200
    assert browser.host == host_of(world.alder)
    with identity_work():
        Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=world.alder, starts_on=SINCE)
    browser.get(f"//{host_of(world.alder)}/")
    assert (browser.host, browser.path) == (ID, "/account/authenticator/")


def test_a_session_begun_without_a_second_factor_proves_it_before_it_changes_anything(world: World) -> None:
    """Another browser set up the app meanwhile: this one has not shown that it holds it."""
    person = newcomer(Role.CLASS_TEACHER, world.alder)
    first, second = Browser(), Browser()
    first.sign_in(person)
    second.sign_in(person)
    secret = second.get(f"//{ID}/account/authenticator/").context["form"].secret
    second.post(f"//{ID}/account/authenticator/", {"code": code_now(secret)})
    with identity_work():
        Membership.objects.create(person=person, role=Role.ATTENDANCE_OFFICER, school=world.alder, starts_on=SINCE)
    for path in ("/", "/account/authenticator/replace/", "/account/recovery-codes/"):
        first.get(f"//{ID}{path}")
        assert first.path == "/account/check-code/", path
    with time_machine.travel(time.time() + 90):
        first.post(f"//{ID}/account/check-code/", {"code": code_now(secret)})
    first.get(f"//{host_of(world.alder)}/")
    assert first.host == host_of(world.alder)


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
    assert "authenticator app" in mail.outbox[-1].subject


# -- sessions ----------------------------------------------------------------------------------------------------------


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
        assert (here.host, here.path) == (ID, "/signed-out/")
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
    assert mail.outbox[-1].to == [officer.email]


# -- strangers ---------------------------------------------------------------------------------------------------------


def _body(response: object) -> str:
    """What a page says, without what differs for everybody: tokens and the address typed."""
    text = response.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'(name="csrfmiddlewaretoken" )?value="[^"]*"', "", text)


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(world: World, officer: Person) -> None:
    invited = newcomer(Role.HEADTEACHER, world.birch)
    with identity_work():
        invited.set_unusable_password()
        invited.save()
        switched_off = newcomer(Role.HEADTEACHER, world.birch)
        switched_off.is_active = False
        switched_off.save()
    emails = [officer.email, invited.email, switched_off.email, "nobody@elsewhere.example"]
    tried = [Browser().post(f"//{ID}/sign-in/", {"login": email, "password": "wrong wrong wrong"}) for email in emails]
    assert len({(answer.status_code, _body(answer)) for answer in tried}) == 1
    asked = [Browser().post(f"//{ID}/forgotten/", {"email": email}) for email in emails]
    assert len({(answer.status_code, _body(answer)) for answer in asked}) == 1
    time.sleep(0.2)
    assert [message.to for message in mail.outbox] == [[officer.email]]


def test_the_link_in_the_mail_is_ours_whatever_host_was_claimed(world: World, officer: Person) -> None:
    client = Client(headers={"host": f"{ID}:6666"})
    client.post("/forgotten/", {"email": officer.email})
    time.sleep(0.2)
    link = re.search(r"http\S+", mail.outbox[-1].body)
    assert link is not None
    assert link[0].startswith("http://id.rollcall.localhost/forgotten/")
    assert Client(headers={"host": "evil.example"}).post("/forgotten/", {"email": officer.email}).status_code == 404


def test_a_forgotten_password_is_replaced_once(world: World, officer: Person) -> None:
    old = Browser()
    old.sign_in(officer)
    browser = Browser()
    browser.post(f"//{ID}/forgotten/", {"email": officer.email})
    time.sleep(0.2)
    link = re.search(r"http\S+", mail.outbox[-1].body)
    assert link is not None
    browser.get(link[0])
    assert "set-password" in browser.path  # the secret is out of the address
    new = "other words for the same door"
    browser.post(browser.path, {"password1": new, "password2": new})
    assert browser.path == "/forgotten/done/"
    assert "too old" in Browser().get(link[0]).content.decode()
    old.get(f"//{host_of(world.alder)}/")
    assert old.path == "/sign-in/"
    with time_machine.travel(time.time() + 90):
        browser.sign_in(officer, password=new)
    assert browser.host == host_of(world.alder)


def test_a_link_older_than_an_hour_is_refused(officer: Person) -> None:
    Browser().post(f"//{ID}/forgotten/", {"email": officer.email})
    time.sleep(0.2)
    link = re.search(r"http\S+", mail.outbox[-1].body)
    assert link is not None
    with time_machine.travel(time.time() + 3700):
        assert "too old" in Browser().get(link[0]).content.decode()


def test_five_failures_lock_an_account_whoever_tries_and_one_line_says_so(officer: Person) -> None:
    for email, about in ((officer.email, officer), ("nobody@elsewhere.example", None)):
        for number in range(5):
            browser = Browser(address=f"192.0.2.{number}")
            assert browser.post(f"//{ID}/sign-in/", {"login": email, "password": "wrong"}).status_code == 200
        for number in range(3):
            answer = Browser(address=f"192.0.3.{number}").post(
                f"//{ID}/sign-in/", {"login": email, "password": PASSWORD}
            )
            assert answer.status_code == 429
            assert answer["Retry-After"] == "300"
            assert "Wait five minutes" in answer.content.decode()
        if about:
            assert acts_about(about) == ["sign_in_locked"]
    with time_machine.travel(time.time() + 301):
        browser = Browser()
        browser.sign_in(officer)
        assert browser.path not in ("/sign-in/", "/sign-in/code/")


def test_guessing_codes_is_locked_too(officer: Person) -> None:
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
    answers = [browser.post(f"//{ID}/sign-in/code/", {"code": f"00000{n}"}).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]
    assert browser.post(f"//{ID}/sign-in/code/", {"code": code_now()}).status_code == 429
    assert acts_about(officer) == ["sign_in_locked"]


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example/", "http://alder.rollcall.localhost/", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(officer: Person, next_: str) -> None:
    browser = Browser()
    browser.post(f"//{ID}/sign-in/?next={next_}", {"login": officer.email, "password": PASSWORD})
    answer = browser.post(f"//{ID}/sign-in/code/", {"code": code_now()}, follow=False)
    assert answer["Location"] == "/"


def test_nobody_signs_up() -> None:
    for path in ("/signup/", "/sign-up/", "/accounts/signup/", "/account/email/", "/accounts/login/"):
        assert Client(headers={"host": ID}).get(path).status_code == 404


def test_passwords_are_kept_by_argon2() -> None:
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_somebody_without_a_password_is_told_how_to_choose_one(world: World) -> None:
    """They are signed in only in odd cases (their password was taken away in between); it is still no fault of ours."""
    person = newcomer(Role.CLASS_TEACHER, world.alder)
    with identity_work():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    browser = signed_in(person, ID)
    for method in (browser.get, browser.post):
        response = method("/account/password/")
        assert response.status_code == 200
        assert "from the invitation we sent you" in response.content.decode()
