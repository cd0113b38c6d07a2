"""Wrong tries lock those who make them, and nobody else: not the colleagues behind one address, not a known browser."""

import time

import pytest
import time_machine
from django.conf import settings

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.tries import KNOWN_COOKIE
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import acts_about
from tests.tenants.signing_in import Browser, code_at, newcomer
from tests.world import PASSWORD, World, host_of

ID = settings.ID_HOST
SCHOOL = "192.0.2.1"
pytestmark = pytest.mark.usefixtures("fresh_limits")


@pytest.fixture
def teacher(world: World) -> Person:
    return newcomer(Role.CLASS_TEACHER, world.alder)


def statuses(browser: Browser, email: str, times: int, password: str = "wrong wrong wrong") -> list[int]:
    """What so many tries were answered: 200 is wrong, 302 right, 429 not looked at."""
    form = {"login": email, "password": password}
    return [browser.post(f"//{ID}/sign-in/", form, follow=False).status_code for _ in range(times)]


def strangers(email: str, addresses: int, each: int) -> list[int]:
    return [status for n in range(addresses) for status in statuses(Browser(address=f"198.51.100.{n}"), email, each)]


def test_sixty_wrong_tries_from_one_address_lock_out_nobody_else_behind_it(world: World, teacher: Person) -> None:
    for n in range(60):
        assert statuses(Browser(), f"pupil{n}@alder.example", 1) == [200]
    assert statuses(Browser(), "one@alder.example", 7) == [200] * 5 + [429] * 2
    assert statuses(Browser(), teacher.email, 1, PASSWORD) == [302]
    assert Browser().post(f"//{ID}/forgotten/", {"email": teacher.email}, follow=False).status_code == 302


def test_an_account_is_locked_where_it_was_tried_and_not_elsewhere(teacher: Person) -> None:
    assert statuses(Browser(), teacher.email, 6) == [200] * 5 + [429]
    assert statuses(Browser(), teacher.email, 1, PASSWORD) == [429]
    assert statuses(Browser(address="198.51.100.9"), teacher.email, 1, PASSWORD) == [302]
    assert acts_about(teacher)[:2] == ["sign_in_failed", "sign_in_locked"]
    with time_machine.travel(time.time() + 301):
        assert statuses(Browser(), teacher.email, 1, PASSWORD) == [302]


def test_one_address_alone_never_locks_an_account_elsewhere(teacher: Person) -> None:
    began = time.time()
    for minutes in range(0, 60, 5):
        with time_machine.travel(began + 60 * minutes + 1):
            statuses(Browser(), teacher.email, 6)
    with time_machine.travel(began + 3590):
        assert statuses(Browser(address="198.51.100.9"), teacher.email, 1, PASSWORD) == [302]


def test_an_account_tried_from_everywhere_is_locked_for_an_hour(teacher: Person) -> None:
    began = time.time()
    assert strangers(teacher.email, addresses=10, each=5).count(200) == 40
    assert statuses(Browser(), teacher.email, 1, PASSWORD) == [429]
    with time_machine.travel(began + 3500):
        assert statuses(Browser(), teacher.email, 1, PASSWORD) == [429]
    with time_machine.travel(began + 3700):
        assert statuses(Browser(), teacher.email, 1, PASSWORD) == [302]


def test_a_browser_that_signed_in_before_has_a_count_of_its_own(world: World, teacher: Person) -> None:
    known = Browser()
    known.sign_in(teacher)
    known.post(f"//{ID}/sign-out/", {})
    strangers(teacher.email, addresses=10, each=5)
    assert statuses(Browser(), teacher.email, 1, PASSWORD) == [429]
    assert statuses(known, teacher.email, 1, PASSWORD) == [302]
    known.post(f"//{ID}/sign-out/", {})
    assert statuses(known, teacher.email, 6) == [200] * 5 + [429]
    assert statuses(known, newcomer(Role.CLASS_TEACHER, world.alder).email, 1, PASSWORD) == [302]


@pytest.mark.parametrize("forged", ["", "x", "WyJhIixbImIiXV0:1:x"])
def test_a_browser_is_not_known_by_a_cookie_that_is_not_ours(teacher: Person, forged: str) -> None:
    browser = Browser()
    browser.sign_in(teacher)
    signed = browser.client(ID).cookies[KNOWN_COOKIE]
    assert (signed["secure"], signed["httponly"], signed["path"], signed["domain"]) == (True, True, "/", "")
    assert teacher.email.split("@")[0] not in signed.value
    strangers(teacher.email, addresses=10, each=5)
    browser = Browser()
    browser.client(ID).cookies[KNOWN_COOKIE] = forged or signed.value[:-1] + ("a" if signed.value[-1] != "a" else "b")
    assert statuses(browser, teacher.email, 1, PASSWORD) == [429]


def test_a_new_password_lifts_the_lock(teacher: Person) -> None:
    assert statuses(Browser(), teacher.email, 6)[-1] == 429
    with identity_work():
        teacher.set_password("six more words for the same door")
        teacher.save(update_fields=["password"])
    assert statuses(Browser(), teacher.email, 1, "six more words for the same door") == [302]


def test_codes_are_counted_alike(world: World, officer: Person) -> None:
    def at_the_code(address: str) -> Browser:
        browser = Browser(address=address)
        browser.post(f"//{ID}/sign-in/", {"login": officer.email, "password": PASSWORD})
        return browser

    moment = time.time()
    with time_machine.travel(moment, tick=False):
        here, elsewhere = at_the_code(SCHOOL), at_the_code("198.51.100.9")
        wrong = [here.post(here.here, {"code": f"00000{n}"}).status_code for n in range(6)]
        assert wrong == [200] * 5 + [429]
        assert here.post(here.here, {"code": code_at(moment)}).status_code == 429
        elsewhere.post(elsewhere.here, {"code": code_at(moment)})
    assert elsewhere.host == host_of(world.alder)
