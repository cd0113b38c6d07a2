"""Nothing typed into a register is lost or overwrites anybody: drafts, a dropped line, other people's saves, refusals.

In a real browser; the clock of the school is 08:55 on a Thursday unless a test says otherwise. What counts is what the
database holds.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, Route, expect

from foundation.access.roles import Role
from schools.registers.models import Entry, MarkVersion, Register
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, faults_of
from tests.journeys.classroom import MORNING, Classroom, Open
from tests.journeys.grid import column, focused, press, save
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser

DRAFTS = "Object.keys(sessionStorage).filter((key) => key.startsWith('rollcall.draft')).length"


def drafts(page: Page) -> int:
    """How many registers have a draft in this tab."""
    return int(page.evaluate(DRAFTS))


def await_draft(page: Page) -> None:
    """Wait until what was typed is kept. Asked from here: the page's own policy lets nobody evaluate text in it."""
    for _ in range(300):
        if drafts(page) == 1:
            return
        page.wait_for_timeout(50)
    message = "no draft was kept"
    raise AssertionError(message)


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
        register = page.url
        live = Live(int(register.split("/registers/")[0].rsplit(":", 1)[1]))
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host_of(room.school))
        page.goto(register)
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

        # Escape and a name leave it undecided: nothing is lost, and a save asks again.
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.locator("[data-trouble]")).to_contain_text("Saving asks again")
        assert column(page, 3) == ["I", "N", "M"]
        page.keyboard.press("Control+Enter")
        dialog.get_by_role("button", name="Tobi Adeyemi", exact=True).click()
        assert "Tobi Adeyemi, Thursday AM" in focused(page)
        page.keyboard.press("Control+Enter")
        expect(dialog).to_be_visible()
        press(page, "T M")
        colours = "buttons => [...new Set(buttons.map(one => getComputedStyle(one).backgroundColor))]"
        chosen, other = (
            dialog.locator(f"td [aria-pressed={state}]").evaluate_all(colours) for state in ("true", "false")
        )
        assert (len(chosen), len(other), chosen == other) == (1, 1, False)
        page.keyboard.press("Enter")  # the last choice leads to saving them, and does not choose again
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
        expect(page.locator("[data-said]")).to_contain_text("1 refused, 29 still missing")
        page.unroute("**/api/registers/**")
        save(page, "Saved 1 mark")

        # What the top line says of the data moves with a save, here and on the next page.
        page.reload()
        as_at = page.locator("[data-as-at]")
        before = as_at.get_attribute("datetime") or ""
        press(page, "M")
        save(page, "Saved 1 mark")
        expect(as_at).not_to_have_attribute("datetime", before)
        page.goto(page.url.replace("/am/", "/pm/"))
        assert dt.datetime.fromisoformat(as_at.get_attribute("datetime") or "") > dt.datetime.fromisoformat(before)
    assert room.marks() == {"Abdi": "M", "Adeyemi": "I"}


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
