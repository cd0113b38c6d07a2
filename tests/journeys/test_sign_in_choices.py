"""What somebody says of the computer they are at, in a real browser: others use it too; it is mine, ask for no code."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from foundation.access.roles import Role
from tenants.trusts.scopes import identity_work
from tests.browser import assert_accessible, opened, shoot
from tests.live import Live, served
from tests.tenants.signing_in import code_now, newcomer
from tests.world import PASSWORD, World, host_of

pytestmark = pytest.mark.browser
ID = settings.ID_HOST
SHARED = "Others use this computer too"
TRUST = "Trust this browser for 30 days"


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served() as server:
        yield server


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    with identity_work():
        cache.clear()


def give_password(page: Page, email: str, *, shared: bool = False) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label(SHARED).set_checked(shared)
    page.get_by_role("button", name="Sign in").click()


def give_code(page: Page) -> None:
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.locator("#person-menu").get_by_role("button", name="Sign out").click()


def kept_until_closed(context: BrowserContext) -> set[str]:
    """The hosts whose session the browser forgets when it is closed."""
    return {str(one["domain"]) for one in context.cookies() if one["name"] == "__Host-session" and one["expires"] == -1}


def test_on_a_shared_computer_nothing_is_kept(world: World, live: Live, browser: Browser) -> None:
    officer, school = newcomer(Role.ATTENDANCE_OFFICER, world.alder), host_of(world.alder)
    with opened(browser) as page:
        page.goto(live.address(school, "/evacuation/devices/"))
        expect(page.get_by_label(SHARED)).not_to_be_checked()
        assert_accessible(page, whole=True)
        shoot(page, "sign-in")
        give_password(page, officer.email, shared=True)
        expect(page.get_by_label("Code")).to_be_visible()
        expect(page.get_by_label(TRUST)).to_have_count(0)
        give_code(page)
        expect(page).to_have_url(live.address(school, "/evacuation/devices/"))
        expect(page.locator("main")).to_contain_text("You said that others use this computer too: it keeps nothing.")
        assert_accessible(page)
        shoot(page, "shared")
        assert kept_until_closed(page.context) == {ID, school}
        assert {one["name"] for one in page.context.cookies()}.isdisjoint({"__Host-known", "__Host-trusted"})


def test_a_teacher_s_own_browser_asks_for_no_code_the_next_morning(world: World, live: Live, browser: Browser) -> None:
    teacher, school = newcomer(Role.CLASS_TEACHER, world.alder), host_of(world.alder)
    with opened(browser) as page:
        page.goto(live.address(school, "/registers/"))
        give_password(page, teacher.email)
        page.get_by_label(TRUST).check()
        assert_accessible(page, whole=True)
        shoot(page, "trust")
        give_code(page)
        expect(page).to_have_url(live.address(school, "/registers/"))
        assert kept_until_closed(page.context) == set()

        sign_out(page, teacher.name)
        expect(page).to_have_url(live.address(ID, "/signed-out/"))
        page.goto(live.address(school, "/registers/"))
        give_password(page, teacher.email)
        expect(page).to_have_url(live.address(school, "/registers/"))


def test_signing_out_wipes_what_each_host_kept_and_leaves_names_hidden(
    world: World, live: Live, browser: Browser
) -> None:
    teacher, school = newcomer(Role.CLASS_TEACHER, world.alder), host_of(world.alder)
    with opened(browser) as page:
        page.goto(live.address(school, "/registers/"))
        give_password(page, teacher.email)
        give_code(page)
        expect(page).to_have_url(live.address(school, "/registers/"))
        page.locator(".top [data-hide-names]").click()
        page.evaluate("localStorage.setItem('left', 'behind')")
        sign_out(page, teacher.name)
        expect(page).to_have_url(live.address(ID, "/signed-out/"))
        page.goto(live.address(school, "/static/ui/logo.svg"))
        assert page.evaluate("localStorage.getItem('left')") is None
        assert "__Host-names=hidden" in page.evaluate("document.cookie")


def test_what_another_tab_holds_unsaved_outlives_a_sign_out(world: World, live: Live, browser: Browser) -> None:
    """Wiping takes the drafts of every tab with it, so each is asked, and then the person."""
    teacher, school = newcomer(Role.CLASS_TEACHER, world.alder), host_of(world.alder)
    with opened(browser) as page:
        page.goto(live.address(school, "/registers/"))
        give_password(page, teacher.email)
        give_code(page)
        expect(page).to_have_url(live.address(school, "/registers/"))
        other = page.context.new_page()
        other.goto(live.address(school, "/registers/"))
        other.evaluate("sessionStorage.setItem('rollcall.draft:p:register:1', '{}')")
        sign_out(page, teacher.name)
        expect(page.locator("main")).to_contain_text("What you typed in another tab is not saved.")
        page.get_by_role("link", name="Keep it for me").click()
        expect(page).to_have_url(live.address(ID, "/signed-out/"))
        assert other.evaluate("sessionStorage.getItem('rollcall.draft:p:register:1')") == "{}"
