"""A child cannot be found: from the first day missing, over enquiries of school and authority, to ground (i)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from foundation.access.roles import Role
from schools.calendar.queries import school_calendar
from schools.roll.models import Admission
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import HALF_TERMS, MORNING, THURSDAY, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.journeys.test_cases import press
from tests.live import Live, served
from tests.trust_reporting.registers import mark
from tests.world import World, host_of

pytestmark = pytest.mark.browser

CAME = {"result": "nothing", "came": "Nobody knows where they are."}


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def away(room: Classroom) -> None:
    """Twenty whole school days of O until yesterday, and one U before them."""
    with school_work(room.school):
        held = [on for on in school_calendar().school_days(HALF_TERMS[0][1], THURSDAY) if on < THURSDAY][-21:]
        key = room.pupils[0].key
        marks = {(key, on, session): "O" for on in held for session in (1, 2)}
        mark(marks | {(key, held[0], 2): "U"})


def begun(page: Page) -> str:
    """From Today to the case, with what it says of the run."""
    page.get_by_role("link", name="Open a case").first.press("Enter")
    page.get_by_label("What is known so far").fill("Both phones are off since half-term.")
    assert_accessible(page)
    page.get_by_role("button", name="Open the case").press("Enter")
    expect(page.get_by_text("20 school days of nothing but G, N and O").first).to_be_visible()
    shoot(page, "missing-begun")
    return page.url.partition("#")[0]


def searched(page: Page) -> None:
    """Enquiries of both sides, and that no sickness is known; then everything is there."""
    for kind, side, who in (
        ("contacts", "school", "Ana Pereira"),
        ("visit", "school", "Ana Pereira"),
        ("records", "authority", "L. Okafor"),
    ):
        given = {"kind": kind, "side": side, "on": "today", "who": who, "words": "Asked."} | CAME
        press(page, "Write one down", "Write it down", **given)
    press(page, "Say what is known", "Keep it", known="no", words="Asked the surgery.")
    press(page, "Choose the ground", "Choose it", ground="i")
    expect(page.get_by_text("Everything the ground asks for is there.")).to_be_visible()
    shoot(page, "missing-ready")
    assert_accessible(page)
    page.get_by_role("button", name="Put it to the headteacher").press("Enter")


def test_a_missing_child_leaves_the_roll_on_ground_i(
    world: World, browser: Browser, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = classroom(world, pupils=3)
    away(room)
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    host = host_of(room.school)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
        page.goto(live.address(host, "/today/"))
        case = begun(page)
        searched(page)
        # The roll refuses it until the headteacher has approved.
        roll = f"/pupils/{room.pupils[0].pk}/roll/leave/"
        page.goto(live.address(host, roll))
        page.get_by_label("Last day on roll").fill("today")
        page.get_by_label("Ground").select_option("i")
        page.get_by_role("button", name="See what changes").press("Enter")
        expect(page.get_by_text("so the name stays on the roll").first).to_be_visible()
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.HEADTEACHER, room.school), host)
        page.goto(case)
        page.get_by_role("link", name="Decide on the removal").press("Enter")
        expect(page.get_by_text("Nothing is lacking today.")).to_be_visible()
        page.get_by_label("Approve").check()
        page.get_by_role("button", name="Decide").press("Enter")
        expect(page.get_by_text("Approved. The name is taken off")).to_be_visible()
        shoot(page, "missing-approved")
    with opened(browser, viewport={"width": 360, "height": 780}) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
        page.goto(live.address(host, "/missing/"))
        shoot(page, "missing-list-narrow")
        page.goto(case)
        shoot(page, "missing-narrow")
        assert_accessible(page)
        page.get_by_role("link", name="Take the name off the roll").press("Enter")
        page.get_by_label("Last day on roll").fill("today")
        page.get_by_label("Ground").select_option("i")
        page.get_by_role("button", name="See what changes").press("Enter")
        page.locator("button[name=confirmed]").press("Enter")
        expect(page.get_by_text("Off the roll: the last day is").first).to_be_visible()
    with school_work(room.school):
        assert Admission.objects.get(pupil=room.pupils[0].pk).leaving_ground == "i"
