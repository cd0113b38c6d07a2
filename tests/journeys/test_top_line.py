"""The way to what hangs from "School" in the top line: by keyboard, by touch, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.journeys.signed_in import arrive
from tests.live import Live
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def officer(browser: Browser, live: Live, world: World) -> Iterator[Page]:
    """The officer's first page."""
    with opened(browser) as page:
        arrive(page, live, world, Role.ATTENDANCE_OFFICER, "alder")
        page.get_by_role("link", name="Registers", exact=True).click()  # on Today the focus is on the first thing to do
        expect(page.locator("h1")).to_have_text("Registers")
        yield page


def test_what_the_search_asks_for_is_not_cut(officer: Page) -> None:
    """At the width of a school's desk, beside a term, the data's time and a person's name."""
    officer.set_viewport_size({"width": 1280, "height": 800})
    room, needed = officer.locator("#search").evaluate(
        """(box) => {
            const style = getComputedStyle(box), pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.font = style.font;
            const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            return [room, pen.measureText(box.placeholder).width];
        }"""
    )
    assert room >= needed


def test_imports_are_reached_by_keyboard_through_school(officer: Page) -> None:
    school = officer.get_by_role("button", name="School", exact=True)
    imports = officer.get_by_role("link", name="Imports")
    expect(imports).to_be_hidden()
    for _ in range(10):
        officer.keyboard.press("Tab")
        if school.evaluate("element => element === document.activeElement"):
            break
    expect(school).to_be_focused()
    officer.keyboard.press("Enter")
    to_imports(officer)
    officer.keyboard.press("Escape")
    expect(imports).to_be_hidden()
    expect(school).to_be_focused()

    officer.keyboard.press("Enter")
    assert_accessible(officer)
    to_imports(officer)
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("heading", name="Imports", level=1)).to_be_visible()
    expect(school).to_have_attribute("aria-current", "true")
    expect(officer.locator(".rail [aria-current]")).to_have_count(0)
    school.press("Enter")
    expect(imports).to_have_attribute("aria-current", "page")
    for scheme in ("light", "dark"):
        officer.emulate_media(color_scheme=scheme)
        shoot(officer, f"imports-{scheme}")
    assert_accessible(officer)


def to_imports(page: Page) -> None:
    """Tab through what hangs from "School" to the imports."""
    imports = page.get_by_role("link", name="Imports")
    for _ in range(page.locator("#place-menu a").count()):
        page.keyboard.press("Tab")
        if imports.evaluate("element => element === document.activeElement"):
            return
    expect(imports).to_be_focused()


def test_school_opens_on_a_phone_and_without_scripts(browser: Browser, live: Live, world: World) -> None:
    narrow = {"width": NARROW, "height": 780}
    with opened(browser, viewport=narrow, java_script_enabled=False, has_touch=True) as page:
        arrive(page, live, world, Role.ATTENDANCE_OFFICER, "alder")
        button = page.get_by_role("button", name="School", exact=True)
        button.tap()
        box, under = page.locator("#place-menu").bounding_box(), button.bounding_box()
        assert box
        assert under
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW
        assert box["y"] >= under["y"] + under["height"], "what opens does not cover what opened it"
        page.get_by_role("link", name="Imports").tap()
        expect(page.get_by_role("heading", name="Imports", level=1)).to_be_visible()


def test_who_may_enter_nothing_of_it_is_shown_no_menu(browser: Browser, live: Live, world: World) -> None:
    with opened(browser) as page:
        arrive(page, live, world, Role.TRUST_DATA_MANAGER, "northfield")
        expect(page.locator("#person-menu")).to_have_count(1)
        expect(page.locator("[popovertarget=place-menu], #place-menu")).to_have_count(0)
