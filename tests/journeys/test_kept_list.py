"""The evacuation list without a network, where somebody asked for it; and that nothing opens once they have left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from foundation.access.roles import Role
from schools.desk.models import Device, Sighting
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.registers.taking import at
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(world: World) -> Classroom:
    made = classroom(world, pupils=4)
    for role in (Role.RECEPTIONIST, Role.SENIOR_LEADER):
        world.employ(role, made.school)
    return made


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(at(10, 0))) as live:
        yield live


DEVICES = "/evacuation/devices/"


def sign_in(page: Page, live: Live, world: World, made: Classroom, role: Role, path: str = DEVICES) -> None:
    host = host_of(made.school)
    carry_session(page, live, world.person(role, made.school), host)
    page.goto(live.address(host, path))


def keep(page: Page, name: str) -> None:
    page.get_by_label("Name of this device").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("[data-kept]")).to_contain_text("Kept on this device until 17:00.")


def button(page: Page, pupil: object) -> Locator:
    return page.locator(f"[data-line='pupil-{pupil}'] button")


def kept_here(page: Page) -> list[str]:
    """What this browser holds of the host: caches, workers, and ticks."""
    found: list[str] = page.evaluate(
        """async () => [...await caches.keys(), ...(await navigator.serviceWorker.getRegistrations()).map(() => 'worker'),
                         ...Object.keys(localStorage).filter((key) => key.includes('ticks'))]"""
    )
    return found


def test_a_drill_without_a_network_comes_together_when_it_is_back(
    world: World, browser: Browser, live: Live, made: Classroom
) -> None:
    one, two, both, slip = (pupil.pk for pupil in made.pupils)
    with opened(browser) as phone, opened(browser) as desk:
        sign_in(phone, live, world, made, Role.SENIOR_LEADER)
        shoot(phone, "keep")
        keep(phone, "Field tablet")
        sign_in(desk, live, world, made, Role.RECEPTIONIST, "/evacuation/")
        desk.get_by_role("button", name="Begin a drill").click()

        phone.context.set_offline(True)
        phone.goto(live.address(host_of(made.school), "/evacuation/"))
        expect(phone.get_by_role("heading", name="Evacuation list kept on this device")).to_be_visible()
        assert "Receptionist" not in phone.content()
        phone.get_by_label("This is a drill").check()
        for pupil in (one, both, slip, slip):
            button(phone, pupil).press("Enter")
        expect(phone.locator("[data-seen]")).to_have_text("2")
        expect(phone.locator("[data-ticking]")).to_contain_text("wait")
        shoot(phone, "kept")
        for pupil in (two, both):
            button(desk, pupil).press("Enter")
        expect(desk.locator("[data-seen]")).to_have_text("2")

        phone.context.set_offline(False)
        for page in (phone, desk):
            expect(page.locator("[data-seen]")).to_have_text("3")
        expect(phone.locator("[data-ticking]")).to_have_text("Every tick has reached the school.")
    with school_work(made.school):
        rows = [(row.pupil_id, row.taken_back_at is None) for row in Sighting.objects.all()]
        assert sorted(rows) == sorted([(one, True), (both, True), (slip, False), (two, True), (both, True)])


def test_signing_out_leaves_nothing_that_opens(world: World, browser: Browser, live: Live, made: Classroom) -> None:
    with opened(browser) as page:
        sign_in(page, live, world, made, Role.SENIOR_LEADER)
        keep(page, "Office")
        assert kept_here(page) == ["rollcall-evacuation", "worker"]
        page.get_by_role("link", name="Open it").click()
        expect(page.locator("[data-line]").first).to_be_visible()
        assert_accessible(page, whole=True)
        page.get_by_role("link", name="The list as it stands at the school").click()
        page.get_by_role("button", name="Senior Leader").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(live.address("id.rollcall.localhost", "/signed-out/"))
        with school_work(made.school):
            assert Device.objects.get(name="Office").ended_at is not None
        nothing_opens(page, live, made)


@pytest.mark.parametrize("worker", [True, False])
def test_signing_out_on_the_id_host_passes_here(
    worker: bool, world: World, browser: Browser, live: Live, made: Classroom
) -> None:
    """Wiped by the worker, which sees the sign-out pass, and where there is none by the page that is passed."""
    with opened(browser) as page:
        sign_in(page, live, world, made, Role.SENIOR_LEADER)
        keep(page, "Library")
        if not worker:
            page.evaluate("navigator.serviceWorker.getRegistration('/').then((held) => held.unregister())")
        carry_session(page, live, world.person(Role.SENIOR_LEADER, made.school), "id.rollcall.localhost")
        page.goto(live.address("id.rollcall.localhost", "/sign-out/"))
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(live.address("id.rollcall.localhost", "/signed-out/"))
        nothing_opens(page, live, made)


@pytest.mark.parametrize("keeps", [True, False])
def test_signing_out_elsewhere_asks_about_ticks_that_never_reached_the_school(
    keeps: bool, world: World, browser: Browser, live: Live, made: Classroom
) -> None:
    """The names go at once. The tick is the only copy there is: it stays for who made it, or is thrown away by a press."""
    tick = {"person": "p", "evacuation": None, "ticks": [{"key": "k", "line": "1", "seen_at": "x"}], "taken_back": []}
    with opened(browser) as page:
        sign_in(page, live, world, made, Role.SENIOR_LEADER)
        keep(page, f"Hall {keeps}")
        page.evaluate("tick => localStorage.setItem('rollcall.ticks', JSON.stringify(tick))", tick)
        carry_session(page, live, world.person(Role.SENIOR_LEADER, made.school), "id.rollcall.localhost")
        page.goto(live.address("id.rollcall.localhost", "/sign-out/"))
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("main")).to_contain_text("1 tick waits on this device and did not reach the school.")
        assert kept_here(page) == ["rollcall.ticks"]
        shoot(page, "swept")
        assert_accessible(page, whole=True)
        keep_it, throw_away = page.get_by_role("link", name="Keep it"), page.get_by_role("button", name="Throw it away")
        (keep_it if keeps else throw_away).click()
        expect(page).to_have_url(live.address("id.rollcall.localhost", "/signed-out/"))
        page.goto(live.address(host_of(made.school), "/static/ui/logo.svg"))
        assert kept_here(page) == (["rollcall.ticks"] if keeps else [])


def test_a_device_that_was_ended_wipes_when_it_next_asks(
    world: World, browser: Browser, live: Live, made: Classroom
) -> None:
    with opened(browser) as page, opened(browser) as office:
        sign_in(page, live, world, made, Role.SENIOR_LEADER)
        keep(page, "Lost phone")
        sign_in(office, live, world, made, Role.ATTENDANCE_OFFICER)
        shoot(office, "devices")
        assert_accessible(office)
        office.get_by_role("row", name="Lost phone").get_by_role("button").click()
        expect(office.locator("main")).to_contain_text("Ended. The device wipes its list")
        page.goto(live.address(host_of(made.school), DEVICES))
        expect(page.get_by_role("button", name="Keep the list on this device")).to_be_visible()
        nothing_opens(page, live, made)


def nothing_opens(page: Page, live: Live, made: Classroom) -> None:
    """Without a network no page of the school comes, and no name is anywhere in this browser."""
    page.context.set_offline(True)
    for path in ("/evacuation/", "/evacuation/kept/", "/"):
        with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
            page.goto(live.address(host_of(made.school), path))
    page.context.set_offline(False)
    page.goto(live.address(host_of(made.school), "/static/ui/logo.svg"))
    assert kept_here(page) == []
