"""Where the work of each role begins."""

import pytest
from playwright.sync_api import Browser, expect

from foundation.access.roles import Role
from tests.browser import opened
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
    (Role.SCHOOL_GOVERNOR, "alder", "/panels/", "Panels"),
    (Role.TRUST_DATA_MANAGER, "northfield", "/compare/", "Compare"),
    (Role.TRUST_LEADER, "northfield", "/compare/", "Compare"),
    (Role.LA_OFFICER, "eastshire", "/shared/", "Cases"),
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
