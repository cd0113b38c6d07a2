"""A school's own lines: the head raises five sessions to six with a reason, and is told before the trust takes it back."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from foundation.access.roles import Role
from schools.journal.tasks import drain as drain_school
from tenants.policies.rules.default import default_policy
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.tasks import drain
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.policy.test_travelling import FIVE, approve, locked
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


@pytest.fixture
def trust(world: World) -> Trust:
    made = provisioning.provision_trust(name="Whitebeam Trust", slug="whitebeam-trust")
    world.employ(Role.TRUST_DATA_MANAGER, made)
    return made


def arrive(page: Page, live: Live, world: World, place: School | Trust, role: Role, path: str) -> None:
    carry_session(page, live, world.person(role, place), host_of(place))
    page.goto(live.address(host_of(place), path))


def test_a_head_raises_five_to_six_until_the_trust_locks_the_line(
    page: Page, live: Live, world: World, trust: Trust
) -> None:
    school = world.another_school(trust=trust)
    world.employ(Role.HEADTEACHER, school)
    drain.run(str(trust.pk))
    arrive(page, live, world, school, Role.HEADTEACHER, "/policy/")
    expect(page.locator(".lede")).to_contain_text("0 of them are the school’s own")
    expect(page.locator("#own")).to_contain_text("A school may choose from 4 to 8.")
    expect(page.locator("#stage-support")).to_contain_text("10 or more unauthorised sessions")
    expect(page.get_by_role("link", name="Change Formal support")).to_have_count(0)

    page.get_by_role("link", name="Change Listen and understand, “five”").click()
    page.get_by_label("At this school").fill("9")
    page.get_by_label("Why").fill("Agreed with heads of year")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator(".summary")).to_contain_text(
        "9 is not what the trust leaves open. A school may choose from 4 to 8."
    )
    page.get_by_label("At this school").fill("6")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("#changes")).to_contain_text("6 or more unauthorised sessions in the last 10 school weeks")
    assert_accessible(page)
    page.get_by_role("link", name="Read and approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".lede")).to_contain_text("with override 1 decides")
    expect(page.locator("#own")).to_contain_text("Agreed with heads of year")
    expect(page.locator("#stage-listen")).to_contain_text("6 or more unauthorised sessions")

    page.get_by_role("link", name="Import lines").click()
    expect(page.locator(".lede")).to_contain_text("The file begins a draft.")
    text = (
        f'base = {{ key = "{default_policy().key}", version = 1 }}\n[[set]]\npath = "{FIVE}"\nvalue = 9\nreason = "R"\n'
    )
    file = {"name": "lines.toml", "mimeType": "application/toml", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Take the file").click()
    expect(page.locator(".summary")).to_contain_text(f"Line 4, {FIVE}: 9 is not what the trust leaves open.")
    assert_accessible(page)
    shoot(page, "import-lines")
    page.goto(live.address(host_of(school), "/policy/"))

    drain_school.run(str(school.pk))
    approve(trust, clock.today() + dt.timedelta(days=30), locked)
    drain.run(str(trust.pk))
    page.reload()
    expect(page.locator(".banner")).to_contain_text("1 line of the school’s own drops then.")
    expect(page.locator("#drops-1")).to_contain_text("“five” (set to 6): This line is the trust’s.")
    expect(page.locator("#lacking")).to_contain_text("Head of year")
    assert_accessible(page)
    shoot(page, "own-lines")
    page.set_viewport_size({"width": NARROW, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW

    drain_school.run(str(school.pk))
    arrive(page, live, world, trust, Role.TRUST_DATA_MANAGER, "/policy/schools/")
    expect(page.locator(".lede")).to_contain_text("Every school has version 2")
    expect(page.locator("#schools")).to_contain_text("Override 1: 1 line")
    assert_accessible(page)
    shoot(page, "policy-schools")
