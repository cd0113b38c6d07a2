"""The register's grid by keys in a real browser: what every key does, where the focus goes, what is copied and pasted.

The clock of the school is 08:55 on a Thursday.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from foundation.access.roles import Role
from tests.browser import NARROW, assert_accessible, faults_of, opened
from tests.journeys.classroom import Classroom, Open, classroom
from tests.journeys.grid import column, focused, press, save
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser

KEYS = [
    ("/", "/", "Tobi Adeyemi"),
    ("I N", "I N", "Freya Bailey"),
    ("i n", "I N", "Freya Bailey"),
    ("C ↓", "C", "Tobi Adeyemi"),
    ("C 1 N", "C1 N", "Freya Bailey"),
    ("C I", "C I", "Freya Bailey"),
    ("C Enter", "C", "Tobi Adeyemi"),
    ("C Esc", "", "Hodan Abdi"),
    ("C Backspace I", "I", "Tobi Adeyemi"),
    ("Y 3 J 1", "Y3 J1", "Freya Bailey"),
    ("J ↓", "J!", "Tobi Adeyemi"),
    ("Y Enter", "Y!", "Tobi Adeyemi"),
    ("L 1 2 ↓", "L12", "Tobi Adeyemi"),
    ("L 1 2 I", "L12 I", "Freya Bailey"),
    ("L 8 Enter L 9 Enter", "L8 L9", "Freya Bailey"),
    ("L ↓", "L!", "Tobi Adeyemi"),
    ("L 2 5 ↓", "L25!", "Tobi Adeyemi"),
    ("L 1 Backspace 7 →", "L7", "Hodan Abdi"),
    ("L 5 ↓ ↑ 6 ↓", "L6", "Tobi Adeyemi"),
    ("\\", "\\!", "Tobi Adeyemi"),
    ("U", "U!", "Tobi Adeyemi"),
    ("H", "H!", "Tobi Adeyemi"),
    ("X", "X!", "Tobi Adeyemi"),
    ("5", "", "Hodan Abdi"),
    ("/ ↑ Shift+↓ Shift+↓ I", "I I I", "Freya Bailey"),
    ("N ↑ Ctrl+A M", " ".join(["M"] * 30), "Hodan Abdi"),
    ("/ ↑ Shift+↓ Shift+↓ Ctrl+D", "/ / /", "Freya Bailey"),
    ("/ I ↑ ↑ Ctrl+D", " ".join(["/", "I"] + ["/"] * 28), "Hodan Abdi"),
    ("I Ctrl+/", " ".join(["I"] + ["/"] * 29), "Tobi Adeyemi"),
    ("I ↑ Del", "", "Hodan Abdi"),
    ("I ↑ Esc", "", "Hodan Abdi"),
    ("I N Ctrl+Z", "I", "Tobi Adeyemi"),
    ("I N Ctrl+Z Ctrl+Z", "", "Hodan Abdi"),
    ("I N Ctrl+Z Ctrl+Y", "I N", "Tobi Adeyemi"),
    ("I N Ctrl+Z Ctrl+Shift+Z", "I N", "Tobi Adeyemi"),
    ("I Ctrl+D", "I", "Tobi Adeyemi"),
    ("Ctrl+↓ I", " ".join([""] * 29 + ["I"]), "Wei Zhang"),
    ("Ctrl+↓ L 5 N", " ".join([""] * 29 + ["L5"]), "Wei Zhang"),
]


@pytest.fixture(scope="module")
def key_page(world: World, browser: Browser, live: Live) -> Iterator[Page]:
    """One page for the whole table of keys: each example begins with every cell put back, and nothing is saved."""
    room = classroom(world)
    host = host_of(room.school)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.CLASS_TEACHER, room.school), host)
        page.goto(live.address(host, room.path()))
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


@pytest.mark.parametrize(("keys", "cells", "name"), KEYS, ids=[keys for keys, _, _ in KEYS])
def test_keys(key_page: Page, keys: str, cells: str, name: str) -> None:
    fresh(key_page)
    press(key_page, keys)
    wanted = cells.split(" ") if cells else []
    assert column(key_page) == wanted + [""] * (30 - len(wanted))
    assert name in focused(key_page)
    assert faults_of(key_page) == []


def fresh(page: Page) -> None:
    """Put every cell back as it was saved, as a person could, and go to the first of Thursday morning."""
    page.locator('td[aria-label][tabindex="0"]').focus()
    for _ in range(60):
        press(page, "Ctrl+Z")
        if page.locator(".reg .changed, .reg .refused").count() == 0:
            break
    page.locator("table.reg tbody tr").first.locator("td[aria-label]").nth(6).click()


def test_moving_by_keys_and_leaving_the_grid(open_as: Open) -> None:
    with open_as() as page:
        assert focused(page) == "Hodan Abdi, Thursday AM, missing"
        press(page, "Home")
        assert focused(page).startswith("Hodan Abdi, Monday AM")
        press(page, "End")
        assert focused(page) == "Hodan Abdi, Friday PM, not yet due"
        press(page, "Ctrl+End")
        assert focused(page).startswith("Wei Zhang, Friday PM")
        press(page, "Ctrl+Home")
        press(page, "↑")
        assert page.evaluate("document.activeElement.closest('thead') !== null")
        press(page, "↓ ←")
        assert page.evaluate("document.activeElement.textContent") == "Abdi, Hodan"
        press(page, "→")
        assert focused(page).startswith("Hodan Abdi, Monday AM")
        press(page, "Tab")
        assert page.evaluate("document.activeElement.closest('table') === null")
        page.keyboard.press("Shift+Tab")
        assert focused(page).startswith("Hodan Abdi, Monday AM")
        press(page, "?")
        expect(page.get_by_role("heading", name="Keys of the register")).to_be_visible()
        assert_accessible(page)


def test_the_focused_cell_is_never_under_what_sticks(open_as: Open) -> None:
    with open_as() as page:
        for keys in ("Ctrl+↓", "Ctrl+↑", "Ctrl+↓", "↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑ ↑"):
            press(page, keys)
            covered = page.evaluate(
                """() => {
                    const box = document.activeElement.getBoundingClientRect();
                    const seen = (y) => document.elementFromPoint(box.left + box.width / 2, y)?.closest('td[aria-label]');
                    return [box.top + 2, box.bottom - 2].map((y) => seen(y) !== document.activeElement);
                }"""
            )
            assert covered == [False, False], keys


def test_a_low_screen_leaves_room_for_the_grid(open_as: Open) -> None:
    """1280 by 900 at 200% zoom is 640 by 450: what sticks elsewhere scrolls away here, and cells can be seen."""
    with open_as(viewport={"width": 640, "height": 450}) as page:
        for _ in range(8):
            page.keyboard.press("ArrowDown")
        cell = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return { top: box.top, bottom: box.bottom, seen: document.activeElement.contains(top) };
            }"""
        )
        assert cell["seen"]
        assert cell["top"] > 0
        assert cell["bottom"] < 450
        stuck = "all => all.filter((one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position)).length"
        assert page.locator("header, nav:not([popover]), .savebar, thead th").evaluate_all(stuck) == 0


def clear_of_one_another(one: Locator, other: Locator) -> bool:
    """Whether one can be seen and neither covers the other."""
    here, there = one.bounding_box(), other.bounding_box()
    if here is None or there is None:
        return False
    return (
        here["x"] >= there["x"] + there["width"]
        or here["x"] + here["width"] <= there["x"]
        or here["y"] >= there["y"] + there["height"]
        or here["y"] + here["height"] <= there["y"]
    )


def test_a_refusal_is_said_beside_its_cell_and_clear_of_the_focused_one(open_as: Open) -> None:
    with open_as() as page:
        press(page, "\\")
        alert = page.locator("[data-refusal]")
        expect(alert).to_contain_text("is for the PM register only; use /")
        cell = page.locator("table.reg tbody tr").first.locator("td[aria-label]").nth(6)
        assert cell.get_attribute("aria-invalid") == "true"
        assert cell.get_attribute("aria-describedby") == alert.get_attribute("id")
        assert "refused" in (cell.get_attribute("aria-label") or "")
        for width, keys in ((1280, ""), (1280, "↑ →"), (1280, "↓ →"), (NARROW, ""), (NARROW, "↑"), (NARROW, "↓ ↓")):
            page.set_viewport_size({"width": width, "height": 900})
            press(page, keys)
            assert clear_of_one_another(alert, page.locator(":focus")), (width, keys)
        page.set_viewport_size({"width": 1280, "height": 900})
        press(page, "Ctrl+↑ Home → → → → → → ↓")
        assert_accessible(page)
        press(page, "↑ Esc")
        expect(alert).to_be_hidden()
        assert column(page, 1) == [""]


# --- copying and pasting ---------------------------------------------------------------------------------------------


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_column_of_a_spreadsheet_is_pasted_each_cell_on_its_own(open_as: Open, room: Classroom) -> None:
    with open_as() as page:
        paste(page, '/\r\nl 12\r\n\r\nQ9\r\n"I"\r\n\\\r\n')
        assert column(page, 7) == ["/", "L12", "", "Q9!", "I", "\\!", ""]
        expect(page.locator("[data-say]")).to_have_text("3 pasted, 2 refused.")
        refused = page.locator("td.refused")
        expect(refused).to_have_count(2)
        said = []
        for cell in refused.all():
            cell.hover()
            said.append(page.locator("[data-refusal]").bounding_box() or {})
        assert said[0] != said[1], "each refusal is said at its own cell"
        save(page, "Saved 3 marks")
    assert room.marks() == {"Abdi": "/", "Adeyemi": "L12", "Boateng": "I"}


def test_what_lies_beyond_the_grid_is_left_out_and_said(open_as: Open) -> None:
    with open_as() as page:
        press(page, "Ctrl+↓ ↑")
        paste(page, "I\nN\nN\nN")
        assert column(page)[-2:] == ["I", "N"]
        expect(page.locator("[data-say]")).to_contain_text("2 cells lay beyond the grid and were left out.")


def test_a_range_is_copied_and_pasted_by_the_keys(open_as: Open) -> None:
    with open_as() as page:
        copied = page.evaluate_handle("({text: ''})")
        page.evaluate(
            "(seen) => addEventListener('copy', (event) => { seen.text = event.clipboardData.getData('text/plain'); })",
            copied,
        )
        press(page, "I L 7 ↓ ↑ ↑ Shift+↓ Ctrl+C ↓ Ctrl+V")
        assert copied.evaluate("(seen) => seen.text") == "I\nL7"
        assert column(page, 5) == ["I", "L7", "I", "L7", ""]
        press(page, "Ctrl+Z")
        assert column(page, 5) == ["I", "L7", "", "", ""]
