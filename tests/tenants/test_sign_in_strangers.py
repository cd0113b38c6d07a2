"""Signing in tells strangers nothing: known and unknown addresses, forgotten passwords, lockout, guesses."""

import re
import time

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from foundation.access.roles import Role
from foundation.accounts.hashing import PasswordHasher
from foundation.accounts.models import Person
from rollcall.settings import base
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about
from tests.tenants.signing_in import Browser, code_now, letters, newcomer
from tests.world import PASSWORD, World, host_of, signed_in

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")


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
    assert [message.to for message in letters()] == [[officer.email]]


def test_the_link_in_the_mail_is_ours_whatever_host_was_claimed(world: World, officer: Person) -> None:
    client = Client(headers={"host": f"{ID}:6666"})
    client.post("/forgotten/", {"email": officer.email})
    link = re.search(r"http\S+", letters()[-1].body)
    assert link is not None
    assert link[0].startswith("http://id.rollcall.localhost/forgotten/")
    assert Client(headers={"host": "evil.example"}).post("/forgotten/", {"email": officer.email}).status_code == 404


def test_a_forgotten_password_is_replaced_once(world: World, officer: Person) -> None:
    old = Browser()
    old.sign_in(officer)
    browser = Browser()
    browser.post(f"//{ID}/forgotten/", {"email": officer.email})
    link = re.search(r"http\S+", letters()[-1].body)
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
    link = re.search(r"http\S+", letters()[-1].body)
    assert link is not None
    with time_machine.travel(time.time() + 3700):
        assert "too old" in Browser().get(link[0]).content.decode()


def test_a_lock_says_the_same_of_every_address_and_one_line_notes_it(officer: Person) -> None:
    said = []
    for email, about in ((officer.email, officer), ("nobody@elsewhere.example", None)):
        for _ in range(5):
            assert Browser().post(f"//{ID}/sign-in/", {"login": email, "password": "wrong"}).status_code == 200
        for _ in range(3):
            answer = Browser().post(f"//{ID}/sign-in/", {"login": email, "password": PASSWORD})
            assert (answer.status_code, answer.get("Retry-After")) == (429, None)
            assert "Wait five minutes" in answer.content.decode()
            said.append(_body(answer))
        if about:
            assert acts_about(about) == ["sign_in_failed", "sign_in_locked"]
    assert len(set(said)) == 1


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


def test_passwords_are_kept_by_argon2_at_a_cost_of_ours() -> None:
    assert base.PASSWORD_HASHERS == ["foundation.accounts.hashing.PasswordHasher"]
    kept = PasswordHasher().encode("three or four words", "salt-of-16-bytes")
    assert kept.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert PasswordHasher().verify("three or four words", kept)
    assert PasswordHasher().must_update(Argon2PasswordHasher().encode("three or four words", "salt-of-16-bytes"))


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
