"""The register without a keyboard: by touch on a phone, by mouse, without script; and accessible in each way of using it.

In a real browser; the clock of the school is 08:55 on a Thursday.
"""

import pytest
from playwright.sync_api import Locator, expect

from foundation.access.roles import Role
from tests.browser import NARROW, assert_accessible
from tests.journeys.classroom import Classroom, Open
from tests.journeys.grid import column, focused, press

pytestmark = pytest.mark.browser


def test_by_touch_at_360_px_without_dragging(open_as: Open, room: Classroom) -> None:
    phone = {"viewport": {"width": NARROW, "height": 780}, "has_touch": True, "is_mobile": True}
    with open_as(**phone) as page:
        cells = page.locator("table.reg tbody tr")

        def cell(row: int) -> Locator:
            return cells.nth(row).locator("td[aria-label]").nth(6)

        expect(page.locator("[data-bar]")).to_be_hidden()  # nothing is to be saved yet
        box = cell(0).bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        cell(0).tap()
        palette = page.locator("[data-palette]")
        expect(palette).to_be_visible()
        palette.get_by_role("button", name="illness").tap()
        cell(1).tap()
        palette.get_by_role("button", name="One minute more").tap()
        palette.get_by_role("button", name="Enter L").tap()
        page.get_by_role("button", name="Select").tap()
        cell(2).tap()
        cell(4).tap()
        page.get_by_role("button", name="Codes").tap()
        expect(palette).to_contain_text("2 cells")
        palette.get_by_role("button", name="no reason yet").tap()
        page.get_by_role("button", name="Mark blanks present").tap()
        assert column(page, 6) == ["I", "L6", "N", "/", "N", "/"]
        saving = page.get_by_role("button", name="Save 30 marks")
        cell(29).tap()
        page.keyboard.press("Escape")
        press(page, "J Enter")
        expect(page.locator("[data-refusal]")).to_be_visible()
        expect(saving).to_be_in_viewport()
        uncovered = """(button) => { const box = button.getBoundingClientRect();
            return [0.1, 0.5, 0.9].every((part) => button.contains(
                document.elementFromPoint(box.left + box.width * part, box.top + box.height * part))); }"""
        assert saving.evaluate(uncovered), "nothing lies over Save, whatever else is shown"
        press(page, "Esc /")
        saving.tap()
        expect(page.locator("[data-said]")).to_contain_text("Saved 30 marks")
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert room.marks()["Adeyemi"] == "L6"
    assert list(room.marks().values()).count("N") == 2


def test_by_mouse_with_names_hidden_and_a_review(open_as: Open) -> None:
    with open_as() as page:
        rows = page.locator("table.reg tbody tr")
        rows.nth(0).locator("td[aria-label]").nth(6).click()
        rows.nth(3).locator("td[aria-label]").nth(6).click(modifiers=["Shift"])
        press(page, "V")
        assert column(page, 5) == ["V", "V", "V", "V", ""]
        page.get_by_role("button", name="Review").click()
        expect(page.locator('[data-dialog="review"] tbody tr')).to_have_count(4)
        assert_accessible(page)
        page.get_by_role("button", name="Close").last.click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Hide names").first.click()
        colour = rows.nth(0).locator("th a, th [data-name]").first.evaluate("e => getComputedStyle(e).color")
        assert colour == "rgba(0, 0, 0, 0)"


def test_a_plain_form_saves_without_javascript(open_as: Open, room: Classroom) -> None:
    with open_as(path=room.path() + "form/", java_script_enabled=False) as page:
        page.get_by_label("Code for Hodan Abdi", exact=True).fill("i")
        page.get_by_label("Code for Tobi Adeyemi", exact=True).fill("L")
        page.get_by_label("Code for Freya Bailey", exact=True).fill("Q9")
        page.get_by_role("button", name="Save this register").click()
        expect(page.locator(".summary")).to_contain_text("Two things to put right; nothing was saved")
        expect(page.locator(".summary")).to_contain_text("“Q9” is not an attendance code.")
        expect(page.get_by_label("Code for Freya Bailey", exact=True)).to_have_value("Q9")
        assert room.marks() == {}
        page.get_by_label("Code for Freya Bailey", exact=True).fill("")
        page.get_by_label("Minutes late for Tobi Adeyemi").fill("12")
        page.get_by_role("button", name="Save this register").click()
        expect(page.locator(".message")).to_contain_text("Saved 2 marks")
    assert room.marks() == {"Abdi": "I", "Adeyemi": "L12"}


def test_pages_are_accessible_and_light(open_as: Open, room: Classroom) -> None:
    with open_as() as page:
        press(page, "I N L 8 ↓ \\ ↑ ↑ Shift+↓")
        assert_accessible(page)
        press(page, "Esc F2")
        expect(page.locator("[data-palette]")).to_be_visible()
        assert_accessible(page)
    with open_as(path=room.path() + "form/") as page:
        assert_accessible(page)
    with open_as(Role.HEADTEACHER) as page:
        expect(page.get_by_text("You may see this register.")).to_be_visible()
        before = column(page)
        page.get_by_role("gridcell").nth(6).focus()
        press(page, "I ↓ Del ↓ F2 Ctrl+/ Ctrl+D Ctrl+Z")
        assert column(page) == before, "nothing is entered, and nothing refused"
        assert "Thursday AM" in focused(page)
        for hint in ("mark blanks present", "any code"):
            expect(page.get_by_text(hint)).to_have_count(0)
        press(page, "?")
        expect(page.get_by_role("dialog")).to_contain_text("leaves the grid")
        expect(page.get_by_role("dialog")).not_to_contain_text("saves")
        press(page, "Esc")
        assert_accessible(page)
