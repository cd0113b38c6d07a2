"""When a sign-in ends by itself: twelve hours after it began, two hours after something was last done, or twenty minutes."""

import threading

import pytest
import time_machine
from django.conf import settings

from foundation.access.roles import Role
from foundation.accounts.models import Person, Session
from tenants.memberships.models import Membership
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import lines
from tests.tenants.signing_in import Browser, code_at
from tests.world import PASSWORD, SINCE, World, host_of

ID = settings.ID_HOST
MOMENT = 1_795_000_020.0
MINUTE, HOUR = 60, 3600
pytestmark = pytest.mark.usefixtures("fresh_limits")


def signed_in(person: Person, *, shared: bool = False) -> Browser:
    """Signed in at MOMENT, on a computer that others use too, or not."""
    browser = Browser()
    form = {"login": person.email, "password": PASSWORD} | ({"shared": "on"} if shared else {})
    with time_machine.travel(MOMENT, tick=False):
        browser.post(f"//{ID}/sign-in/", form)
        browser.post(browser.here, {"code": code_at(MOMENT)})
    assert browser.host.startswith("alder")
    return browser


def is_in(browser: Browser, host: str, after: float, path: str = "/pupils/", **headers: str) -> bool:
    """Whether the browser is let in, so many seconds after it signed in. Not followed: signing in again is no answer."""
    with time_machine.travel(MOMENT + after, tick=False):
        answer = browser.client(host).get(path, headers=headers)
    return bool(answer.status_code == 200)


def test_it_ends_after_two_hours_without_anything_done(world: World, officer: Person) -> None:
    alder = host_of(world.alder)
    browser = signed_in(officer)
    assert is_in(browser, alder, 119 * MINUTE)
    assert is_in(browser, alder, (119 + 119) * MINUTE)
    assert not is_in(browser, alder, (119 + 119 + 121) * MINUTE)


def test_it_ends_after_twelve_hours_whatever_is_done(world: World, officer: Person) -> None:
    alder = host_of(world.alder)
    browser = signed_in(officer)
    assert [hours for hours in range(1, 13) if not is_in(browser, alder, hours * HOUR - 10 * MINUTE)] == []
    assert not is_in(browser, alder, 12 * HOUR + 1)
    assert not is_in(browser, ID, 12 * HOUR + 1, "/account/")


def test_a_hand_over_late_in_the_day_lengthens_nothing(world: World, officer: Person) -> None:
    with identity_work():
        Membership.objects.create(person=officer, role=Role.ATTENDANCE_OFFICER, school=world.birch, starts_on=SINCE)
    browser = Browser()
    with time_machine.travel(MOMENT, tick=False):
        browser.sign_in(officer)
        assert browser.get(f"//{host_of(world.alder)}/pupils/").status_code == 200
    for hours in range(1, 12):
        assert is_in(browser, host_of(world.alder), hours * HOUR)
    with time_machine.travel(MOMENT + 11.5 * HOUR, tick=False):
        assert browser.get(f"//{host_of(world.birch)}/pupils/").status_code == 200
        assert browser.host == host_of(world.birch)
    assert is_in(browser, host_of(world.birch), 12 * HOUR - 1)
    assert not is_in(browser, host_of(world.birch), 12 * HOUR + 1)


def test_what_is_done_on_one_host_counts_on_all(world: World, officer: Person) -> None:
    """Who works at a school all morning is still signed in where the way to another place leads over."""
    browser = signed_in(officer)
    for hours in range(1, 6):
        assert is_in(browser, host_of(world.alder), hours * HOUR)
    assert is_in(browser, ID, 5 * HOUR + 1, "/account/")


def test_a_page_that_asks_by_itself_holds_no_sign_in(world: World, officer: Person) -> None:
    alder = host_of(world.alder)
    browser = signed_in(officer)
    for minutes in range(10, 120, 10):
        assert is_in(browser, alder, minutes * MINUTE, **{"sec-fetch-mode": "cors"})
    assert not is_in(browser, alder, 121 * MINUTE)


def test_on_a_shared_computer_it_ends_after_twenty_minutes_and_with_the_browser(world: World, officer: Person) -> None:
    alder = host_of(world.alder)
    browser = signed_in(officer, shared=True)
    for host in (ID, alder):
        cookie = browser.client(host).cookies[settings.SESSION_COOKIE_NAME]
        assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert "__Host-known" not in browser.client(ID).cookies
    assert is_in(browser, alder, 19 * MINUTE)
    assert is_in(browser, alder, 38 * MINUTE)
    assert not is_in(browser, alder, 59 * MINUTE)
    (line,) = lines("act = 'signed_in' AND about_id = %s", str(officer.pk))
    assert line["details"]["shared"] is True


def test_elsewhere_the_cookie_is_kept_until_the_sign_in_ends(world: World, officer: Person) -> None:
    browser = signed_in(officer)
    assert browser.client(host_of(world.alder)).cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * HOUR


def test_it_is_written_down_now_and_then_and_not_at_every_request(world: World, officer: Person) -> None:
    browser, alder = signed_in(officer), host_of(world.alder)

    def until() -> object:
        with identity_work():
            return Session.objects.get(session_key=browser.session_key(alder)).expire_date

    first = until()
    assert is_in(browser, alder, 5 * MINUTE)
    assert until() == first
    assert is_in(browser, alder, 7 * MINUTE)
    assert until() != first


def test_who_asks_while_another_request_holds_the_sign_in_does_not_wait(world: World, officer: Person) -> None:
    browser, alder = signed_in(officer), host_of(world.alder)
    with identity_work():
        list(Session.objects.select_for_update().filter(person=officer))
        answers: list[bool] = []
        other = threading.Thread(target=lambda: answers.append(is_in(browser, alder, 60 * MINUTE)))
        other.start()
        other.join(timeout=20)
        assert answers == [True]


def test_signing_in_anew_begins_anew(world: World, officer: Person) -> None:
    browser = signed_in(officer)
    with time_machine.travel(MOMENT + 13 * HOUR, tick=False):
        browser.get(f"//{host_of(world.alder)}/pupils/")
        browser.sign_in(officer)
    assert is_in(browser, host_of(world.alder), 14 * HOUR)
