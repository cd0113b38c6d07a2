"""Where the work of each role begins, and what is said to who has no pages yet."""

import pytest
from playwright.sync_api import Browser, expect

from foundation.access.roles import Role
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import arrive
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser

#: Role, the place somebody of the world holds it at, the address their work begins at, and what the rail calls it.
BEGINS = [
    (Role.ATTENDANCE_OFFICER, "alder", "/today/", "Today"),
    (Role.CLASS_TEACHER, "alder", "/registers/", "Registers"),
    (Role.HEAD_OF_YEAR, "alder", "/week/", "Absence"),
    (Role.SAFEGUARDING_LEAD, "alder", "/today/", "Today"),
    (Role.HEADTEACHER, "alder", "/today/", "Today"),
    (Role.SENIOR_LEADER, "alder", "/today/", "Today"),
    (Role.RECEPTIONIST, "alder", "/desk/", "Desk"),
    (Role.TRUST_DATA_MANAGER, "northfield", "/compare/", "Compare"),
    (Role.TRUST_LEADER, "northfield", "/compare/", "Compare"),
    (Role.LA_OFFICER, "eastshire", "/sign-ins/", "Sign-ins"),
]
#: Those who have no pages yet, and whom they are told to ask.
ASK = [
    (Role.SCHOOL_GOVERNOR, "alder", "ask the headteacher or attendance officer of Alder Academy"),
]


@pytest.mark.parametrize(("role", "slug", "path", "label"), BEGINS, ids=str)
def test_a_role_lands_on_its_first_page(
    role: Role, slug: str, path: str, label: str, browser: Browser, live: Live, world: World
) -> None:
    with opened(browser) as page:
        arrive(page, live, world, role, slug)
        expect(page).to_have_url(live.address(host_of(getattr(world, slug)), path))
        expect(page.locator(".rail [aria-current=page]")).to_have_text(label)
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(("role", "slug", "words"), ASK, ids=str)
def test_a_role_without_pages_is_told_whom_to_ask_at_its_place(
    role: Role, slug: str, words: str, browser: Browser, live: Live, world: World
) -> None:
    with opened(browser) as page:
        arrive(page, live, world, role, slug)
        expect(page.locator("main")).to_contain_text(f"{words} to check your role.")
        shoot(page, f"no-pages-{slug}")
        assert_accessible(page)
