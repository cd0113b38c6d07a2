"""A code from an authenticator app is good once, on every form that takes one, however it is typed and by however many."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from foundation.access.roles import Role
from foundation.accounts.models import Person
from tenants.trusts.scopes import identity_work
from tests.tenants.signing_in import Browser, code_at, code_now, newcomer
from tests.world import PASSWORD, World

ID = settings.ID_HOST
MOMENT = 1_795_000_020.0
pytestmark = pytest.mark.usefixtures("fresh_limits")
AT_ONCE = 12


def spaced(code: str) -> str:
    return f" {code[:3]} {code[3:]}"


def at_the_code(person: Person) -> Browser:
    """A browser that has proved the password and is asked for the code."""
    browser = Browser()
    browser.post(f"//{ID}/sign-in/", {"login": person.email, "password": PASSWORD})
    assert browser.path == "/sign-in/code/"
    return browser


def signs_in(person: Person, code: str) -> bool:
    browser = at_the_code(person)
    browser.post(browser.here, {"code": code})
    return browser.path != "/sign-in/code/"


def forgotten_by_the_cache() -> None:
    with identity_work():
        cache.clear()


@pytest.mark.parametrize("typed", [str, spaced])
@pytest.mark.parametrize("later", [1, 31])
def test_a_used_code_signs_nobody_in_again(officer: Person, typed: Callable[[str], str], later: int) -> None:
    """Half a minute later allauth has forgotten it and our clocks still bear it."""
    code = code_at(MOMENT)
    with time_machine.travel(MOMENT, tick=False):
        assert signs_in(officer, code)
    forgotten_by_the_cache()
    with time_machine.travel(MOMENT + later, tick=False):
        assert not signs_in(officer, typed(code))


def test_nor_does_one_that_came_before_a_used_one(officer: Person) -> None:
    with time_machine.travel(MOMENT, tick=False):
        assert signs_in(officer, spaced(code_at(MOMENT)))
        assert not signs_in(officer, code_at(MOMENT - 30))
        assert signs_in(officer, code_at(MOMENT + 30))


def test_a_code_used_at_one_form_is_used_up_at_every_other(world: World, officer: Person) -> None:
    """Signing in, proving it again before the app is taken away; and the first code, which set the app up."""
    with time_machine.travel(MOMENT, tick=False):
        browser = at_the_code(officer)
        browser.post(browser.here, {"code": code_at(MOMENT)})
        forgotten_by_the_cache()
        browser.post(
            f"//{ID}/account/check-code/?next=/account/authenticator/replace/", {"code": spaced(code_at(MOMENT))}
        )
        assert browser.path == "/account/check-code/"
        browser.post(browser.here, {"code": code_at(MOMENT + 30)})
        assert browser.path == "/account/authenticator/replace/"
        forgotten_by_the_cache()
        assert not signs_in(officer, code_at(MOMENT + 30))

        beginner = newcomer(Role.ATTENDANCE_OFFICER, world.alder, secret="")
        browser = Browser()
        browser.sign_in(beginner)
        secret = browser.get(f"//{ID}/account/authenticator/").context["form"].secret
        browser.post(f"//{ID}/account/authenticator/", {"code": spaced(code_at(MOMENT, secret))})
        assert browser.path == "/account/recovery-codes/"
        forgotten_by_the_cache()
        assert not signs_in(beginner, code_at(MOMENT, secret))
        assert signs_in(beginner, code_at(MOMENT + 30, secret))


def test_of_twelve_at_once_one_signs_in(officer: Person) -> None:
    code, browsers = code_now(), [at_the_code(officer) for _ in range(AT_ONCE)]

    def type_it(browser: Browser) -> bool:
        forgotten_by_the_cache()  # nothing but the database decides, as when the cache was lost
        browser.post(browser.here, {"code": code})
        return browser.path != "/sign-in/code/"

    assert all_at_once(type_it, browsers).count(True) == 1


def test_of_twelve_at_once_one_sets_the_app_up(world: World) -> None:
    person = newcomer(Role.ATTENDANCE_OFFICER, world.alder, secret="")
    browser = Browser()
    browser.sign_in(person)
    secret = browser.get(f"//{ID}/account/authenticator/").context["form"].secret
    browsers = [Browser() for _ in range(AT_ONCE)]
    for one in browsers:
        one.client(ID).cookies = browser.client(ID).cookies

    def type_it(one: Browser) -> bool:
        forgotten_by_the_cache()
        answer = one.post(f"//{ID}/account/authenticator/", {"code": code_now(secret)}, follow=False)
        assert answer.status_code in (200, 302, 429)  # more than five at once count as guesses
        return bool(answer.get("Location") == "/account/recovery-codes/")

    assert all_at_once(type_it, browsers).count(True) == 1
    with identity_work():
        assert Authenticator.objects.filter(user_id=person.pk, type="totp").count() == 1


def all_at_once(act: Callable[[Browser], bool], browsers: list[Browser]) -> list[bool]:
    """Each act on a thread and a connection of its own, begun together."""
    together = threading.Barrier(len(browsers))

    def alone(browser: Browser) -> bool:
        try:
            together.wait(timeout=30)
            return act(browser)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(alone, browsers))


def test_a_used_code_counts_as_a_wrong_one(officer: Person) -> None:
    """Whoever looked over a shoulder has no more tries for it than with a guess."""
    moment = time.time()
    with time_machine.travel(moment, tick=False):
        assert signs_in(officer, code_at(moment))
        browser = at_the_code(officer)
        answers = [browser.post(browser.here, {"code": code_at(moment)}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
