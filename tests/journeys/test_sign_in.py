"""Signing in, in a real browser: password and code, hand-over, sign-out; an invitation; and each page accessible."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from tenants.memberships.operations.inviting import Invited, invite
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import identity_work
from tests.browser import assert_accessible, opened
from tests.live import Live, served
from tests.tenants.demo_settings import demo_settings
from tests.tenants.signing_in import SECRET, code_now, newcomer
from tests.world import PASSWORD, World, host_of

pytestmark = pytest.mark.browser
ID = settings.ID_HOST
CHOSEN = "seven calm words for a door"


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with demo_settings() as changed, served(**changed) as server:
        yield server


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    with identity_work():
        cache.clear()


def sign_in(page: Page, email: str, *, password: str = PASSWORD, secret: str = SECRET) -> None:
    """Type what the pages ask for, from the sign-in page on."""
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    if secret:
        page.get_by_label("Code").fill(code_now(secret))
        page.get_by_role("button", name="Sign in", exact=True).click()


def invited(*places: tuple[Role, School | Trust], email: str) -> Invited:
    now = timezone.now()
    more = {"name": "Asha Rao", "by": SYSTEM, "now": now, "starts_on": timezone.localdate(now)}
    return [invite(email, role=role, place=place, **more) for role, place in places][-1]


def test_an_officer_signs_in_with_a_code_is_handed_over_and_signs_out(
    world: World, live: Live, browser: Browser
) -> None:
    officer, school = newcomer(Role.ATTENDANCE_OFFICER, world.alder), host_of(world.alder)
    with opened(browser) as page:
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.goto(live.address(school, "/pupils/"))
        expect(page).to_have_title("Sign in – Rollcall")
        assert page.url.startswith(live.address(ID, "/sign-in/"))
        assert_accessible(page, whole=True)
        expect(page.get_by_label("Email address")).to_be_focused()
        page.keyboard.type(officer.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(live.address(ID, "/sign-in/code/"))
        assert_accessible(page)
        page.get_by_label("Code").fill(code_now())
        page.get_by_role("button", name="Sign in", exact=True).click()

        expect(page).to_have_url(live.address(school, "/pupils/"))
        expect(page.get_by_role("button", name=officer.name)).to_be_visible()
        codes = [url for url in seen if "/arrive/?code=" in url]
        assert len(codes) == 1
        cookies = {(cookie["domain"], cookie["name"]): cookie for cookie in page.context.cookies()}
        for host in (ID, school):
            cookie = cookies[(host, "__Host-session")]
            assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (
                True,
                True,
                "Lax",
                "/",
            )
        assert cookies[(ID, "__Host-session")]["value"] != cookies[(school, "__Host-session")]["value"]

        page.get_by_role("button", name=officer.name).click()
        page.locator("#person-menu").get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(live.address(ID, "/signed-out/"))
        assert_accessible(page)
        page.goto(live.address(school, "/pupils/"))
        expect(page).to_have_title("Sign in – Rollcall")
        page.goto(live.address(ID, "/account/"))
        expect(page).to_have_title("Sign in – Rollcall")


def test_an_invited_person_sets_everything_up_and_chooses_where_to_work(
    world: World, live: Live, browser: Browser
) -> None:
    places = ((Role.ATTENDANCE_OFFICER, world.alder), (Role.TRUST_LEADER, world.northfield))
    asha = invited(*places, email="journey@alder.example")
    with opened(browser) as page:
        page.goto(asha.link)
        expect(page).to_have_url(live.address(ID, "/invitation/"))
        assert_accessible(page)
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_label("Password again").fill("short")
        page.get_by_role("button", name="Use this password").click()
        expect(page.get_by_role("alert")).to_contain_text("put right")
        assert_accessible(page)
        page.get_by_label("Password", exact=True).fill(CHOSEN)
        page.get_by_label("Password again").fill(CHOSEN)
        page.get_by_role("button", name="Use this password").click()

        expect(page).to_have_url(live.address(ID, "/account/authenticator/"))
        page.get_by_text("Cannot scan it?").click()
        assert_accessible(page)
        secret = page.locator("details p").inner_text().strip()
        page.get_by_label("Code").fill(code_now(secret))
        page.get_by_role("button", name="Set up").click()
        expect(page).to_have_url(live.address(ID, "/account/recovery-codes/"))
        expect(page.locator("ol.codes li")).to_have_count(10)
        assert_accessible(page)

        page.get_by_role("link", name="Go on").click()
        expect(page.get_by_role("heading", name="Where do you want to work?")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="Northfield Trust").click()
        expect(page).to_have_url(re.compile("^" + re.escape(live.address(host_of(world.northfield)))))

        page.goto(live.address(ID, "/account/"))
        expect(page.get_by_role("row", name=re.compile("Northfield Trust"))).to_be_visible()
        assert_accessible(page)
        for path in (
            "/account/password/",
            "/account/authenticator/replace/",
            "/account/recovery-codes/new/",
            "/sign-out/",
        ):
            page.goto(live.address(ID, path))
            assert_accessible(page)


def test_pages_of_somebody_who_cannot_get_in(world: World, live: Live, browser: Browser) -> None:
    teacher = newcomer(Role.CLASS_TEACHER, world.alder)
    with opened(browser) as page:
        page.goto(live.address(ID, "/sign-in/"))
        for _ in range(5):
            with page.expect_navigation():
                sign_in(page, teacher.email, password="wrong wrong wrong", secret="")
            expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        assert_accessible(page)
        sign_in(page, teacher.email, secret="")
        expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="choose a new one").click()
        expect(page.get_by_role("button", name="Send me a link")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Email address").fill(teacher.email)
        page.get_by_role("button", name="Send me a link").click()
        expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
        assert_accessible(page)
        for host, path in (
            (host_of(world.alder), "/arrive/?code=old"),
            (ID, "/invitation/old/"),
            (ID, "/forgotten/0a-old/"),
            (ID, "/forgotten/done/"),
            (ID, "/switched-off/"),
        ):
            page.goto(live.address(host, path))
            assert_accessible(page)


def test_the_demo_says_where_to_go_and_how_each_person_signs_in(live: Live, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(live.address("127.0.0.1"))
        assert_accessible(page)
        page.get_by_role("link", name="how each of them signs in").click()
        expect(page.get_by_role("heading", name="How the invented people sign in")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="ana@alder.example").click()
        expect(page.get_by_label("Email address")).to_have_value("ana@alder.example")
