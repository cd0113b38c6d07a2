"""A trust's policy: the data manager drafts five sessions to six and locks the line, the leader reads it and approves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from tenants.trusts import provisioning
from tenants.trusts.models import Trust
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def trust(world: World) -> Trust:
    made = provisioning.provision_trust(name="Fairfield Trust", slug="fairfield")
    world.employ_all([Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER], made)
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def arrive(page: Page, live: Live, world: World, trust: Trust, role: Role) -> None:
    carry_session(page, live, world.person(role, trust), host_of(trust))
    page.goto(live.address(host_of(trust)))
    page.locator(".rail").get_by_text("Policy").click()


def test_a_version_is_drafted_read_and_approved_from_a_day(page: Page, live: Live, world: World, trust: Trust) -> None:
    arrive(page, live, world, trust, Role.TRUST_DATA_MANAGER)
    expect(page.locator(".lede")).to_contain_text("5 stages, 5 letters.")
    expect(page.locator("#stage-listen")).to_contain_text("5 or more unauthorised sessions in the last 10 school weeks")
    expect(page.locator("#stage-listen")).to_contain_text("A school may choose from 4 to 8.")
    assert_accessible(page)
    shoot(page, "policy")
    page.get_by_role("button", name="Draft the next version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Draft of version 2")
    expect(page.locator("#changes")).to_contain_text("Nothing differs from version 1.")

    page.get_by_role("link", name="Change five of Listen and understand").click()
    page.get_by_label("Number, or 1/10").first.fill("10")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("[data-summary]")).to_contain_text("opens by the same count as")
    page.get_by_label("Number, or 1/10").first.fill("6")
    page.get_by_label("Schools may").first.fill("")
    page.get_by_role("button", name="Read it aloud").click()
    expect(page.locator(".banner")).to_contain_text("6 or more unauthorised sessions")
    assert_accessible(page)
    shoot(page, "policy-line")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator(".lede")).to_contain_text("1 change beside version 1.")
    expect(page.get_by_role("link", name="Read the changes and approve")).to_have_count(0)
    assert_accessible(page)
    shoot(page, "policy-draft")

    page.context.clear_cookies()
    arrive(page, live, world, trust, Role.TRUST_LEADER)
    page.get_by_role("link", name="Open the draft of version 2").click()
    page.get_by_role("link", name="Read the changes and approve").click()
    expect(page.locator("#changes ins")).to_contain_text("6 or more unauthorised sessions")
    expect(page.locator("#changes del")).to_contain_text("A school may choose from 4 to 8.")
    page.get_by_label("It decides from").fill("1 September 2026")
    page.get_by_role("button", name="Approve version 2").click()
    expect(page.locator("[data-summary]")).to_contain_text("1 September 2026 is past.")
    page.get_by_label("It decides from").fill("4 January 2027")
    assert_accessible(page)
    shoot(page, "policy-approve")
    page.get_by_role("button", name="Approve version 2").click()
    expect(page.get_by_text("Version 2 is approved. It decides from 4 January 2027.")).to_be_visible()
    expect(page.get_by_role("row", name="Version 2")).to_contain_text("Begins on 4 January 2027")
    expect(page.get_by_role("row", name="Version 1")).to_contain_text("Live")
