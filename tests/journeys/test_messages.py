"""An officer texts a family in a real browser, by the keys, and sees it go, arrive and fail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.absence.operations.ladders import set_ladder
from schools.absence.queries.ladders import Settings
from schools.roll.models import PupilContact
from schools.roll.operations.contacts import set_restriction
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.absence.family import AUNT, MOTHER, SINCE, family
from tests.schools.absence.writing import Writing, writing
from tests.schools.registers.taking import THURSDAY, taking
from tests.schools.roll.acts import BY
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served() as server:
        yield server


@pytest.fixture(scope="module")
def at_home(world: World, live: Live) -> Iterator[Writing]:
    """Kai and Mia without a reason at 09:30; for a word to their aunt about Kai, the lead is asked first."""
    with pytest.MonkeyPatch.context() as patch, writing(family(lambda: taking(world, patch))) as made:
        made.family.take(kai="N", mia="N")
        made.family.at(9, 30)
        with school_work(made.school):
            set_ladder(Settings(ring="the office on 01632 960118"), by=BY)
            link = PupilContact.objects.get(pupil=made.family.kai.pk, contact__name=AUNT)
            set_restriction(link, "ask_first", starts_on=SINCE, by=BY)
        yield made


@pytest.fixture(scope="module")
def school(at_home: Writing) -> object:
    return at_home.school


def go(page: Page, live: Live, made: Writing, path: str = "/today/") -> None:
    page.goto(live.address(host_of(made.school), path))


def push(page: Page, name: str) -> None:
    """Press a button by its name, as one does without a mouse."""
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


def test_a_family_is_texted_and_it_is_seen_to_arrive(page: Page, live: Live, world: World, at_home: Writing) -> None:
    go(page, live, at_home)
    push(page, "Text 1 family")
    expect(page.locator("main")).to_contain_text("1 message queued.")
    expect(page.get_by_role("button", name="Text 1 family")).to_have_count(0)
    assert_accessible(page)
    shoot(page, "messages-today")

    go(page, live, at_home, at_home.family.address(at_home.family.kai))
    expect(page.locator("#done")).to_contain_text(f"Text, asked for, {MOTHER} Queued")
    at_home.family.at(9, 32)
    (text,) = at_home.sent
    page.reload()
    expect(page.locator("#done")).to_contain_text(f"Text, contact 1, sent, {MOTHER} Handed over")
    assert at_home.server.receipt(text.key, "delivered").go() == 200
    at_home.family.work()
    page.reload()
    expect(page.locator("#done")).to_contain_text("Delivered")

    push(page, f"Text {AUNT}, once the lead lets it go")
    expect(page.locator("main")).to_contain_text("1 held for a person.")
    assert_accessible(page)
    shoot(page, "messages-sheet")
    go(page, live, at_home)
    expect(page.locator("#messages")).to_contain_text("Held for a person")
    go(page, live, at_home, f"/first-day/messages/{THURSDAY}/")
    expect(page.get_by_role("button", name="Let it go")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("2 messages on Thursday 19 November 2026. 1 needs a person.")
    assert_accessible(page)
    shoot(page, "messages-page")

    carry_session(page, live, world.person(Role.HEADTEACHER, at_home.school), host_of(at_home.school))
    go(page, live, at_home, f"/first-day/messages/{THURSDAY}/")
    push(page, "Let it go")
    expect(page.locator("main")).to_contain_text("Let go. It is being sent.")
    at_home.family.work()
    assert [one.to for one in at_home.sent] == ["+447700900118", "+447700900119"]
