"""TD-8 at a school: six sessions in the place of five, tried on the autumn so far, and nothing else is changed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from tenants.trusts.tasks import drain as drain_trust
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.isolation.routes.made import policies
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.decisions.deciding import Deciding
from tests.schools.whatif.test_trying import school
from tests.world import World, host_of

__all__ = ["school"]

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def test_a_draft_is_tried_on_days_that_are_past(page: Page, live: Live, world: World, school: Deciding) -> None:
    here = school.taking.school
    carry_session(page, live, school.taking.clients.people[Role.ATTENDANCE_OFFICER], host_of(here))
    page.goto(live.address(host_of(here), "/policy/draft/"))
    page.get_by_role("link", name="Try on days that are past").click()
    page.get_by_label("From").fill("1 September 2026")
    page.get_by_label("To").fill("18 November 2026")
    assert_accessible(page)
    shoot(page, "what-if-try")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    drain.run(str(here.pk))
    expect(page.locator(".lede")).to_contain_text("1 would have entered a stage and not 2: 0 added, 1 taken out.")
    expect(page.locator("#stages")).to_contain_text("Listen and understand")
    expect(page.locator("#assumed")).to_contain_text("Marks count as they stand now")
    assert_accessible(page)
    shoot(page, "what-if")
    page.set_viewport_size({"width": NARROW, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_a_trusts_draft_is_tried_by_its_schools_which_answer_in_counts(
    page: Page, live: Live, world: World, school: Deciding
) -> None:
    trust = world.northfield
    policies.draft(trust)
    carry_session(page, live, world.person(Role.TRUST_DATA_MANAGER, trust), host_of(trust))
    page.goto(live.address(host_of(trust), "/policy/draft/"))
    page.get_by_role("link", name="Try it on a past period").click()
    page.get_by_label("From").fill("1 September 2026")
    page.get_by_label("To").fill("18 November 2026")
    shoot(page, "what-if-trust-try")
    page.get_by_role("button", name="Ask every school").click()
    expect(page.locator(".progress")).to_contain_text(f"{school.taking.school}")
    assert_accessible(page)
    drain_trust.run(str(trust.pk))
    drain.run(str(school.taking.school.pk))
    expect(page.locator(".lede")).to_contain_text(re.compile(r"[1-9]\d* of \d+ schools answered"))
    expect(page.locator("#schools")).to_contain_text("too few to show")
    assert_accessible(page)
    shoot(page, "what-if-trust")
