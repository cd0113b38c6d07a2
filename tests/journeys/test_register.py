"""A teacher takes a register and an officer corrects a week, in a real browser: every key, every refusal, nothing lost.

The clock of the school is 08:55 on a Thursday unless a test says otherwise. What counts is what the database holds.
"""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from foundation.access.roles import Role
from foundation.ui.frontend.build import build
from schools.journal.models import AuditLine
from schools.registers.models import Entry, MarkVersion, Register
from schools.roll.models import DualRegistration
from tenants.trusts.scopes import school_work
from tests.browser import NARROW, assert_accessible, faults_of, launched, opened
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.world import World, host_of

pytestmark = pytest.mark.browser

MODIFIED = {"Ctrl": "Control", "Del": "Delete", "Esc": "Escape"}
#: Between two keys of somebody who types, and before an exception they must think about, in seconds.
BETWEEN_KEYS, THINKING = 0.18, 0.35


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    build()
    with launched() as chromium:
        yield chromium


@pytest.fixture
def room(world: World) -> Classroom:
    return classroom(world)


Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def open_as(world: World, browser: Browser, room: Classroom) -> Open:
    """Opens the register of 9C, or another page, as somebody at a time."""

    @contextmanager
    def opening(
        role: Role = Role.CLASS_TEACHER, path: str = "", *, at: dt.datetime = MORNING, **options: object
    ) -> Iterator[Page]:
        with served(CLOCK_AHEAD=ahead(at)) as live, opened(browser, **options) as page:
            carry_session(page, live, world.person(role, room.school), host_of(room.school))
            go(page, live, room, path or room.path())
            yield page

    return opening


def go(page: Page, live: Live, room: Classroom, path: str) -> None:
    page.goto(live.address(host_of(room.school), path))


def press(page: Page, keys: str) -> None:
    r"""Press keys written apart: "/ ↓ L 1 2 Ctrl+D"."""
    arrows = {"↓": "ArrowDown", "↑": "ArrowUp", "←": "ArrowLeft", "→": "ArrowRight"}
    for key in keys.split():
        parts = key.split("+") if len(key) > 1 else [key]
        page.keyboard.press("+".join(MODIFIED.get(part, arrows.get(part, part)) for part in parts))


def column(page: Page, count: int = 30, place: int = 6) -> list[str]:
    """What stands in the first cells of a column (6 is Thursday AM), as seen; a refused one with an exclamation mark."""
    rows = page.locator("table.reg tbody tr")
    found = rows.evaluate_all(
        """(rows, place) => rows.map((row) => {
            const cell = row.querySelectorAll('[role=gridcell]')[place];
            return cell.textContent + (cell.classList.contains('refused') ? '!' : '');
        })""",
        place,
    )
    return found[:count]


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName")


def save(page: Page, expected: str) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-said]")).to_contain_text(expected)


DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('rollcall.draft')).length"


def drafts(page: Page) -> int:
    """How many registers have a draft in this tab."""
    return int(page.evaluate(DRAFTS))


def await_draft(page: Page) -> None:
    """Wait until what was typed is kept. Asked from here: the page's own policy lets nobody evaluate text in it."""
    for _ in range(100):
        if drafts(page) == 1:
            return
        page.wait_for_timeout(50)
    message = "no draft was kept"
    raise AssertionError(message)


# --- another school's sessions ---------------------------------------------------------------------------------------


def test_blanks_of_a_pupil_due_at_another_school_are_d(open_as: Open, room: Classroom) -> None:
    """Marking blanks present makes nobody present who is due elsewhere then: D, said aloud, and the teacher saves it."""
    with school_work(room.school):
        DualRegistration.objects.create(
            pupil=room.pupils[1], status="M", other_school="Fen School", slots=[7], starts_on=THURSDAY
        )
    with open_as() as page:
        press(page, "Ctrl+/")
        assert column(page)[:3] == ["/", "D", "/"]
        expect(page.locator("[data-say]")).to_contain_text("1 of them D: due at another school")
        save(page, "Saved 30 marks")


# --- keys ------------------------------------------------------------------------------------------------------------

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
def key_page(world: World, browser: Browser) -> Iterator[Page]:
    """One page for the whole table of keys: each example begins with every cell put back, and nothing is saved."""
    room = classroom(world)
    with served(CLOCK_AHEAD=ahead(MORNING)) as live, opened(browser) as page:
        carry_session(page, live, world.person(Role.CLASS_TEACHER, room.school), host_of(room.school))
        go(page, live, room, room.path())
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
    page.locator('[role="gridcell"][tabindex="0"]').focus()
    for _ in range(60):
        press(page, "Ctrl+Z")
        if page.locator(".reg .changed, .reg .refused").count() == 0:
            break
    page.locator("table.reg tbody tr").first.locator('[role="gridcell"]').nth(6).click()


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
                    const seen = (y) => document.elementFromPoint(box.left + box.width / 2, y)?.closest('[role=gridcell]');
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
        assert page.locator("header, nav, .savebar, thead th").evaluate_all(stuck) == 0


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
        cell = page.locator("table.reg tbody tr").first.locator('[role="gridcell"]').nth(6)
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


# --- taking a register -----------------------------------------------------------------------------------------------


def test_thirty_pupils_with_three_exceptions_at_a_human_pace(
    open_as: Open, room: Classroom, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the list of registers to saved, by keys alone: how long it takes is printed, how many keys is held to."""
    names = [pupil.surname for pupil in room.pupils]
    pressed = 0
    with open_as(path="/registers/") as page:
        expect(page.get_by_role("link", name="Open the register of 9C, AM")).to_be_focused()
        begun = time.monotonic()

        def human(keys: str, pause: float = BETWEEN_KEYS) -> None:
            nonlocal pressed
            for key in keys.split():
                time.sleep(pause)
                press(page, key)
                pressed += 1

        human("Enter")
        page.wait_for_url("**/am/")
        expect(page.locator('[role="gridcell"]:focus')).to_be_visible()
        human("Ctrl+/")
        human("↓ ↓ ↓")
        human("L", THINKING)
        human("1 2 ↓ ↓ ↓ ↓ ↓")
        human("I", THINKING)
        human("↓ ↓ ↓ ↓ ↓ ↓ ↓")
        human("N", THINKING)
        human("Ctrl+Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 30 marks")
        took = time.monotonic() - begun
        expect(page.locator("[data-state]")).to_have_text("Sent")
    with capsys.disabled():
        print(f"\n30 pupils, 3 exceptions: {pressed} keys, {took:.1f} s from the list of registers to saved")
    assert pressed <= 26
    wanted = dict.fromkeys(names, "/") | {names[3]: "L12", names[8]: "I", names[16]: "N"}
    assert room.marks() == wanted


def test_the_officer_completes_a_missing_register(open_as: Open, room: Classroom, world: World) -> None:
    """Story AO-1, the grid: fill down, arrow, L 12, I, Enter; minutes kept, the save signed, nothing doubled."""
    at = MORNING.replace(hour=9, minute=35)
    with open_as(Role.ATTENDANCE_OFFICER, "/registers/", at=at) as page:
        expect(page.locator(".lede")).to_contain_text("2 registers are missing.")
        assert_accessible(page)
        page.get_by_role("link", name="Open the register of 9C, AM").click()
        expect(page.locator('[role="gridcell"]:focus')).to_be_visible()
        press(page, "/ ↑ Ctrl+D ↓ L 1 2 I Enter")
        assert column(page, 5) == ["/", "L12", "I", "/", "/"]
        assert_accessible(page)
        save(page, "Saved 30 marks")
        expect(page.locator("[data-next]")).to_have_text("Next missing: 9B, AM")
        expect(page.locator('[role="gridcell"]:focus')).to_be_visible()
        press(page, "Ctrl+Enter")
        expect(page.locator("[data-say]")).to_have_text("There is nothing to save.")
        page.locator("[data-next]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("9B")
        page.goto(page.url.split("/registers/")[0] + "/registers/")
        expect(page.locator(".lede")).to_contain_text("1 register is missing.")
    assert room.marks()["Adeyemi"] == "L12"
    with school_work(room.school):
        entry = Entry.objects.get()
        assert entry.by_name == world.person(Role.ATTENDANCE_OFFICER, room.school).name
        assert (entry.source, entry.register_version) == (Entry.Source.PAGE, 1)
        assert MarkVersion.objects.count() == 30
        line = AuditLine.objects.get(act="register.saved")
        assert (line.person_name, line.details["marks"]) == (entry.by_name, 30)


def test_an_amendment_asks_for_its_reason_once(open_as: Open, room: Classroom) -> None:
    with open_as() as page:
        press(page, "Ctrl+/")
        save(page, "Saved 30 marks")
    later = MORNING.replace(hour=14)
    with open_as(at=later) as page:
        press(page, "Ctrl+Home → → → → → → I")
        expect(page.locator("[data-refusal]")).to_contain_text("Ask the attendance officer to amend the mark")
    with open_as(Role.ATTENDANCE_OFFICER, at=later) as page:
        expect(page.locator("[data-state]")).to_have_text("Sent")
        press(page, "I Del")
        expect(page.locator("[data-refusal]")).to_contain_text("a mark in it is amended, never removed")
        expect(page.locator("[data-state]")).to_have_text("Amending")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-reason-input]")).to_be_focused()
        assert_accessible(page)
        page.keyboard.type("Medical note came")
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 1 mark")
        # The box of the reason is gone; the hand is back in the cell, and goes on by keys.
        expect(page.locator("[role=gridcell]:focus")).to_be_visible()
        assert focused(page).startswith("Tobi Adeyemi, Thursday AM, /")
    assert room.marks()["Abdi"] == "I"
    with school_work(room.school):
        version = MarkVersion.objects.latest("entry_id")
        assert (version.old_code, version.new_code, version.reason) == ("/", "I", "Medical note came")
        assert AuditLine.objects.filter(act="register.saved").latest("at").details["amended"] == 1


# --- drafts, connections, other people -------------------------------------------------------------------------------


def test_a_draft_survives_leaving_and_goes_with_saving_and_signing_out(open_as: Open, room: Classroom) -> None:
    with open_as() as page:
        page.on("dialog", lambda dialog: dialog.accept())
        press(page, "I L 7 ↓")
        page.reload()
        expect(page.locator("[data-trouble]")).to_contain_text("2 marks that had not been saved are back")
        assert column(page, 3) == ["I", "L7", ""]
        assert "Abdi" not in page.evaluate("JSON.stringify(sessionStorage)")
        page.emulate_media(media="print")
        expect(page.locator("[data-said]")).to_be_visible()  # paper must say what is not saved
        page.emulate_media(media="screen")
        save(page, "Saved 2 marks")
        assert drafts(page) == 0
        page.emulate_media(media="print")
        expect(page.locator("[data-said]")).to_be_hidden()
        page.emulate_media(media="screen")
        press(page, "N")
        await_draft(page)
        page.route("**/sign-out/", lambda route: route.fulfill(body="out"))
        page.get_by_role("button", name=re.compile("Class Teacher")).click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-out/")
        assert drafts(page) == 0
    assert room.marks() == {"Abdi": "I", "Adeyemi": "L7"}


def test_nobody_sees_another_person_s_draft(open_as: Open, room: Classroom, world: World) -> None:
    with open_as() as page:
        page.on("dialog", lambda dialog: dialog.accept())
        press(page, "I")
        await_draft(page)
        host = page.url.split("/registers/")[0]
        live = Live(int(host.rsplit(":", 1)[1]))
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host_of(room.school))
        go(page, live, room, room.path())
        assert column(page, 1) == [""]
        assert drafts(page) == 0


def test_a_lost_connection_is_said_and_the_save_goes_on_with_its_key(open_as: Open, room: Classroom) -> None:
    """The reply of the first try is lost after the server saved: the second carries the same key, and nothing is doubled."""
    keys: list[str] = []
    down = [True]

    def cut(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if down[0]:
            # It reaches the server, whose answer is lost. (This machine's own resolver does not know *.localhost.)
            host, port = host_of(room.school), route.request.url.split(":")[2].split("/")[0]
            address = route.request.url.replace(host, "127.0.0.1", 1)
            route.fetch(url=address, headers={**route.request.headers, "host": f"{host}:{port}"})
            route.abort("connectionreset")
        else:
            route.continue_()

    with open_as() as page:
        page.route("**/api/registers/**", cut)
        press(page, "Ctrl+/")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text("No connection. 30 marks kept in this tab")
        assert room.marks() != {}
        down[0] = False
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-said]")).to_contain_text("Saved 30 marks")
        expect(page.locator("[data-trouble]")).to_be_hidden()
        faults = faults_of(page)
    assert len(set(keys)) == 1
    assert len(keys) >= 2
    assert all("Failed to load resource" in fault for fault in faults)
    with school_work(room.school):
        assert (Entry.objects.count(), MarkVersion.objects.count(), Register.objects.get().version) == (1, 30, 1)


def test_what_somebody_else_changed_first_is_chosen_cell_by_cell(open_as: Open, room: Classroom, world: World) -> None:
    with open_as() as page:
        press(page, "I N M")
        with open_as(Role.ATTENDANCE_OFFICER) as other:
            press(other, "/ L 4 ↓ ↓ I")
            save(other, "Saved 3 marks")
        page.keyboard.press("Control+Enter")
        dialog = page.locator('[data-dialog="conflicts"]')
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text(world.person(Role.ATTENDANCE_OFFICER, room.school).name)
        expect(dialog.locator("tbody tr")).to_have_count(2)
        assert room.marks() == {"Abdi": "/", "Adeyemi": "L4", "Begum": "I"}
        assert_accessible(page, wanted=(409,))
        press(page, "T M")
        colours = "buttons => [...new Set(buttons.map(one => getComputedStyle(one).backgroundColor))]"
        chosen, other = (
            dialog.locator(f"td [aria-pressed={state}]").evaluate_all(colours) for state in ("true", "false")
        )
        assert (len(chosen), len(other), chosen == other) == (1, 1, False)
        page.keyboard.press("Enter")  # the last choice leads to Go on, and does not choose again
        expect(page.locator("[data-said]")).to_contain_text("Saved 2 marks")
        assert column(page, 4) == ["/", "N", "M", "I"]
    assert room.marks() == {"Abdi": "/", "Adeyemi": "N", "Bailey": "M", "Begum": "I"}


def test_what_the_server_refuses_goes_to_its_cell_and_nothing_else_is_lost(open_as: Open, room: Classroom) -> None:
    """The page was opened while the register was open; the server's clock has moved on since: U is lawful, then is not."""
    late = MORNING.replace(hour=9, minute=20)
    with open_as(at=late) as page:
        press(page, "U I")
        assert column(page, 2) == ["U", "I"]
        page.route(
            "**/api/registers/**",
            lambda route: route.fulfill(
                status=422,
                content_type="application/problem+json",
                json={
                    "code": "refused",
                    "detail": "1",
                    "errors": [
                        {"row": 1, "pupil": str(room.pupils[0].pk), "field": "code", "code": "x", "detail": "Use L."}
                    ],
                },
            ),
        )
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text("Not saved: 1 mark refused")
        assert column(page, 2) == ["U!", "I"]
        assert "Use L." in focused(page)
        page.unroute("**/api/registers/**")
        save(page, "Saved 1 mark")
    assert room.marks() == {"Adeyemi": "I"}


def test_signed_out_meanwhile_keeps_what_was_typed(open_as: Open, room: Classroom) -> None:
    with open_as() as page:
        press(page, "I")
        page.context.clear_cookies()
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text(
            "You have been signed out. What you typed is kept in this tab."
        )
        expect(page.locator("[data-trouble]").get_by_role("link", name="Sign in")).to_be_visible()
        assert drafts(page) == 1
    assert room.marks() == {}


def test_a_page_opened_early_can_be_used_once_the_register_opens(open_as: Open, room: Classroom) -> None:
    early = MORNING.replace(hour=8, minute=49, second=52)
    with open_as(at=early) as page:
        press(page, "/")
        assert column(page, 1) == ["/!"]
        expect(page.locator("[data-refusal]")).to_contain_text("has not opened")
        expect(page.locator("[data-say]")).to_have_text("The register is open.", timeout=20_000)
        press(page, "↑ / Ctrl+/")
        save(page, "Saved 30 marks")
    assert set(room.marks().values()) == {"/"}


# --- without keys, narrow, without script ----------------------------------------------------------------------------


def test_by_touch_at_360_px_without_dragging(open_as: Open, room: Classroom) -> None:
    phone = {"viewport": {"width": NARROW, "height": 780}, "has_touch": True, "is_mobile": True}
    with open_as(**phone) as page:
        cells = page.locator("table.reg tbody tr")

        def cell(row: int) -> Locator:
            return cells.nth(row).locator('[role="gridcell"]').nth(6)

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
        page.get_by_role("button", name="Save 30 marks").tap()
        expect(page.locator("[data-said]")).to_contain_text("Saved 30 marks")
    assert room.marks()["Adeyemi"] == "L6"
    assert list(room.marks().values()).count("N") == 2


def test_by_mouse_with_names_hidden_and_a_review(open_as: Open) -> None:
    with open_as() as page:
        rows = page.locator("table.reg tbody tr")
        rows.nth(0).locator('[role="gridcell"]').nth(6).click()
        rows.nth(3).locator('[role="gridcell"]').nth(6).click(modifiers=["Shift"])
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


def test_planned_absence_only_before_a_register_opens_and_presence_never(open_as: Open, room: Classroom) -> None:
    friday = THURSDAY + dt.timedelta(days=1)
    with open_as(Role.ATTENDANCE_OFFICER, room.path(friday)) as page:
        expect(page.locator("[data-state]")).to_have_text("Not open yet")
        press(page, "/ C 2 M Ctrl+/")
        assert column(page, 4, 8) == ["/!", "C2", "M", ""]
        expect(page.locator("[data-say]")).to_contain_text("nobody can be present yet")
        save(page, "Saved 2 marks")
    assert room.marks(friday) == {"Adeyemi": "C2", "Bailey": "M"}
    with open_as(path=room.path(friday), at=MORNING + dt.timedelta(days=1)) as page:
        press(page, "Ctrl+/")
        assert column(page, 4, 8) == ["/", "C2", "M", "/"]


def test_a_plain_form_saves_without_javascript(open_as: Open, room: Classroom) -> None:
    with open_as(path=room.path() + "form/", java_script_enabled=False) as page:
        page.get_by_label("Code for Hodan Abdi", exact=True).fill("i")
        page.get_by_label("Code for Tobi Adeyemi", exact=True).fill("L")
        page.get_by_label("Code for Freya Bailey", exact=True).fill("Q9")
        page.get_by_role("button", name="Save this register").click()
        expect(page.locator(".summary")).to_contain_text("Two things to put right; nothing was saved")
        expect(page.locator(".summary")).to_contain_text("“Q9” is not an attendance code.")
        assert page.get_by_label("Code for Freya Bailey", exact=True).input_value() == "Q9"
        assert room.marks() == {}
        page.get_by_label("Code for Freya Bailey", exact=True).fill("")
        page.get_by_label("Minutes late for Tobi Adeyemi").fill("12")
        page.get_by_role("button", name="Save this register").click()
        expect(page.locator(".said")).to_contain_text("Saved 2 marks")
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
        expect(page.get_by_text("You may see this register.").first).to_be_visible()
        press(page, "I")
        expect(page.locator("[data-refusal]")).to_contain_text("You may see this register")
        assert_accessible(page)
