"""The officer's morning in a real browser: from Today to the missing register and back, and the lists that stay fresh."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tenants.trusts.models import School
from tests.browser import assert_accessible, shoot
from tests.journeys.classroom import ahead
from tests.live import Live, served
from tests.schools.reports.morning import NINE_35, Morning, morning
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(NINE_35)) as server:
        yield server


@pytest.fixture(scope="module")
def made(world: World) -> Morning:
    return morning(world)


@pytest.fixture(scope="module")
def school(made: Morning) -> School:
    return made.school


@pytest.fixture
def today(page: Page, live: Live, school: School) -> Page:
    page.goto(live.address(host_of(school), "/today/"))
    return page


def test_it_looks_as_it_should(today: Page) -> None:
    expect(today.locator("h1")).to_have_text("Today")
    shoot(today, "today")
    assert_accessible(today, whole=True)
