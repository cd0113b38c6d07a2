"""An authority's officer at work: what is over its date first, one pack asked about and decided, two parents apart.

LA-1, LA-2, LA-3 and LA-5 as the officer sees them; what becomes of it at the school is `tests/schools/sharing`.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from foundation.access.roles import Role
from tenants.shares.models import Share
from tenants.shares.operations.publishing import flag_amended
from tenants.trusts.scopes import authority_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import arrive
from tests.live import Live
from tests.tenants.sharing import forget, pack, shared, ten_days
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture
def packs(world: World) -> Iterator[tuple[Share, Share]]:
    """Two parents of one child, one of them two days over; ten days of another are due today; Westmoor has one too."""
    forget(world)
    today = clock.today()
    over, soon = today - dt.timedelta(days=2), today + dt.timedelta(days=3)
    mother = shared(world.alder, world.eastshire, pack(world.alder, surname="Boyle"), answer_by=over)
    parent = pack(world.alder, surname="Boyle", parent="Conor Boyle")
    father = shared(world.alder, world.eastshire, parent, answer_by=soon)
    shared(world.birch, world.eastshire, ten_days(world.birch), answer_by=today)
    shared(world.alder, world.westmoor, pack(world.alder, surname="Elsewhere"), answer_by=over)
    yield mother, father
    forget(world)


def does(page: Page, button: str, words: str = "", *, day: str = "") -> None:
    """A move of the share that is open, by the keyboard."""
    page.get_by_role("link", name=button, exact=True).press("Enter")
    if words:
        page.locator("textarea").fill(words)
    if day:
        page.locator("input[name=on]").fill(day)
    page.locator("main form button").first.press("Enter")


def test_an_officer_asks_accepts_and_decides_of_each_parent_apart(
    world: World, browser: Browser, live: Live, packs: tuple[Share, Share]
) -> None:
    mother, father = packs
    host = host_of(world.eastshire)
    with opened(browser) as page:
        arrive(page, live, world, Role.LA_OFFICER, "eastshire")
        expect(page.locator(".lede")).to_contain_text("3 cases from 2 schools")
        expect(page.locator("tbody tr").first).to_contain_text("2 days over")
        expect(page.locator("main")).not_to_contain_text("Elsewhere")
        shoot(page, "authority-cases")
        assert_accessible(page)
        page.locator("tbody a").first.press("Enter")
        expect(page.locator("main")).to_contain_text("Aoife Boyle")
        shoot(page, "authority-pack")
        assert_accessible(page)
        does(page, "Ask for something", "Please send the letter of October.")
        expect(page.locator("main")).to_contain_text("Please send the letter of October.")
        shared(world.alder, world.eastshire, pack(world.alder, surname="Boyle"), share=mother.pk, number=2)
        with authority_work(world.eastshire):
            version = mother.versions.get(number=2)
            flag_amended(mother.pk, version.pk, [{"date": "2026-10-20", "session": "AM", "was": "G", "is": "I"}])
        page.goto(live.address(host, f"/shared/{mother.pk}/"))
        expect(page.locator("#counted")).to_contain_text("counted today it would be 0, and was 1")
        does(page, "Accept version 2")
        does(page, "Issue the notice", day="today")
        expect(page.locator("main")).to_contain_text("issued")
        shoot(page, "authority-issued")
        page.goto(live.address(host, f"/shared/{father.pk}/"))
        does(page, "Accept")
        does(page, "Refuse the notice, with a reason", "Lives abroad.")
        expect(page.locator("main")).to_contain_text("refused")
        page.get_by_role("link", name="Notices").first.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(1)
        shoot(page, "authority-notices")
        assert_accessible(page)
