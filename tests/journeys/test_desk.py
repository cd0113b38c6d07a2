"""The receptionist's morning by keyboard alone, as she and a scanner type it: late, out, back, a visitor, a slip undone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from foundation.access.roles import Role
from schools.desk.rules.short_codes import short_code
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import served
from tests.schools.registers.taking import at
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(world: World) -> Classroom:
    made = classroom(world)
    world.employ(Role.RECEPTIONIST, made.school)
    return made


@pytest.fixture
def desk(world: World, browser: Browser, made: Classroom) -> Iterator[Page]:
    """Her first page at 08:56, with the box under her hands."""
    host = host_of(made.school)
    with served(CLOCK_AHEAD=ahead(at(8, 56))) as live, opened(browser) as page:
        carry_session(page, live, world.person(Role.RECEPTIONIST, made.school), host)
        page.goto(live.address(host))
        yield page


def find(page: Page, typed: str, *, one: bool = True) -> None:
    """Type into the box that has the focus; one pupil alone is gone to at once."""
    expect(page.get_by_label("Pupil, form or card")).to_be_focused()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("[data-desk]" if one else "[data-choose]")).to_be_visible()


def test_late_out_back_and_a_visitor_without_a_mouse(desk: Page, made: Classroom) -> None:
    late, out, wrong = made.pupils[0], made.pupils[13], made.pupils[21]
    find(desk, short_code(late.key))
    expect(desk.get_by_role("heading", name=f"{late.surname}, {late.forename}")).to_be_visible()
    shoot(desk, "desk-pupil")
    assert_accessible(desk)
    desk.keyboard.press("l")
    desk.keyboard.type("Bus")
    desk.keyboard.press("Enter")
    expect(desk.locator("#late tbody tr")).to_contain_text("L, 6 min")
    assert made.marks() == {late.surname: "L6"}

    find(desk, out.forename)
    desk.keyboard.press("o")
    desk.keyboard.type("Dentist")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Grandfather")
    desk.keyboard.press("Enter")
    expect(desk.locator("#out tbody tr")).to_contain_text("Dentist, Grandfather")
    find(desk, "9c", one=False)
    expect(desk.locator("[data-choose] a").first).to_be_focused()
    shoot(desk, "desk-found")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("[data-choose] a").nth(1)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-desk]")).to_be_visible()
    desk.keyboard.press("Escape")
    find(desk, out.forename)
    desk.keyboard.press("b")
    expect(desk.locator("#returned tbody tr")).to_contain_text(out.forename)

    find(desk, wrong.forename)
    expect(desk.get_by_role("button", name="Mark L")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#late tbody tr")).to_have_count(2)
    desk.get_by_role("button", name="Undo").press("Enter")
    expect(desk.locator("#late tbody tr")).to_have_count(1)
    assert made.marks() == {late.surname: "L6"}

    desk.get_by_role("link", name="Visitors’ book").press("Enter")
    desk.get_by_label("Name", exact=True).focus()
    for typed in ("Una Plumb", "Plumb & Co", "Site manager"):
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#today tbody tr")).to_contain_text("Una Plumb")
    shoot(desk, "visitors")
    assert_accessible(desk)
    desk.get_by_role("link", name="Desk").first.press("Enter")
    expect(desk.locator("main")).to_contain_text("0 pupils out, 1 visitor in, 1 late today.")
    shoot(desk, "desk")
    assert_accessible(desk, whole=True)
    desk.get_by_role("link", name="Cards").press("Enter")
    desk.get_by_label("Form", exact=True).select_option("9C")
    desk.get_by_role("button", name="Show").press("Enter")
    expect(desk.locator(".cards code").first).to_have_text(short_code(late.key))
    shoot(desk, "cards")
    assert_accessible(desk)


def test_late_after_the_register_has_closed_and_what_stands_there_is_told(
    world: World, browser: Browser, made: Classroom
) -> None:
    pupil = made.pupils[5]
    host = host_of(made.school)
    with served(CLOCK_AHEAD=ahead(at(9, 31))) as live, opened(browser) as page:
        carry_session(page, live, world.person(Role.RECEPTIONIST, made.school), host)
        page.goto(live.address(host))
        for _ in range(2):
            find(page, f"{pupil.surname} {pupil.forename}")
            page.keyboard.press("l")
            page.keyboard.press("Enter")
        assert made.marks()[pupil.surname] == "U41"
        expect(page.locator("main .banner")).to_contain_text("as here already. Nothing is changed.")
        shoot(page, "desk-stands")
        assert_accessible(page)
        page.get_by_role("link", name="Leave the mark").press("Enter")
        expect(page.get_by_role("heading", name="Desk", level=1)).to_be_visible()


def test_a_drill_is_ticked_at_two_places_at_once_and_told_of(world: World, browser: Browser, made: Classroom) -> None:
    host = host_of(made.school)
    first, second = made.pupils[28], made.pupils[29]
    with served(CLOCK_AHEAD=ahead(at(10, 0))) as live, opened(browser) as officer, opened(browser) as marshal:
        for page, role in ((officer, Role.ATTENDANCE_OFFICER), (marshal, Role.RECEPTIONIST)):
            carry_session(page, live, world.person(role, made.school), host)
        officer.goto(live.address(host, "/evacuation/"))
        shoot(officer, "evacuation-before")
        officer.get_by_role("button", name="Begin a drill").press("Enter")
        expect(officer.locator(".under-way")).to_contain_text("A drill is under way since 10:00.")
        marshal.goto(live.address(host, "/evacuation/"))
        tick(officer, first.pk).press("Enter")
        tick(marshal, second.pk).press("Enter")
        for page in (officer, marshal):
            expect(page.locator("[data-seen]")).to_have_text("2")
            expect(page.locator(".seen .by")).to_have_count(2)
        expect(marshal.locator(f"[data-line='pupil-{first.pk}'] .by")).to_contain_text("by Attendance Officer")
        officer.evaluate("scrollTo(0, 0)")  # from under the top line
        shoot(officer, "evacuation")
        assert_accessible(officer, whole=True)
        expect(tick(officer, second.pk)).to_have_text(f"Take back: {second.surname}, {second.forename}")
        tick(officer, second.pk).press("Enter")
        expect(marshal.locator("[data-seen]")).to_have_text("1")
        officer.get_by_role("button", name="End the drill").press("Enter")
        expect(officer.locator("main")).to_contain_text("not seen. It took 0 min")
        expect(officer.locator("#seen tbody tr")).to_contain_text(f"{first.surname}, {first.forename}")
        shoot(officer, "evacuation-report")
        assert_accessible(officer)


def tick(page: Page, pupil: object) -> Locator:
    """The button of a pupil's line."""
    return page.locator(f"[data-line='pupil-{pupil}'] button")
