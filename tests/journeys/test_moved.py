"""AO-9 in a real browser: Ada from the old school, opened at the new one, and what came of her confirmed."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, shoot
from tests.live import Live, served
from tests.schools.moved.moving import JULY, Moving, come_with_a_case
from tests.world import World, host_of


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with time_machine.travel(JULY, tick=True), served() as server:
        yield server


@pytest.fixture(scope="module")
def ada(live: Live, world: World) -> Moving:
    return come_with_a_case(world)


@pytest.fixture
def school(ada: Moving) -> School:
    return ada.new


@pytest.mark.browser
def test_a_moved_pupils_two_readings_and_what_is_taken_over(live: Live, page: Page, school: School) -> None:
    with school_work(school):
        pupil = Pupil.objects.get()
    page.goto(live.address(host_of(school), f"/pupils/{pupil.pk}/"))
    expect(page.locator("main")).to_contain_text("70.8% (252 of 356), persistent absence")
    box = page.locator("#moved")
    expect(box).to_contain_text("Since joining 92.7% (178 of 192).")
    expect(box).to_contain_text("Formal support, since 16 November 2026")
    shoot(page, "moved-pupil")
    page.get_by_role("link", name="Look through and confirm").click()
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    shoot(page, "moved-confirm")
    assert_accessible(page)
    page.get_by_role("checkbox").check()
    page.get_by_label("Notice to whom").select_option(label="Ida Moved, Mother")
    page.get_by_role("button", name="Confirm").click()
    expect(box).to_contain_text(
        "the counts, the stage Formal support, the notice of 1 December 2026, put to Ida Moved."
    )
    expect(page.get_by_role("link", name="Look through and confirm")).to_have_count(0)
    shoot(page, "moved-confirmed")
    assert_accessible(page)
