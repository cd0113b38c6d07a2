"""The grid at its edges: a week that turns under an open page, drafts that nobody shows, and odd things on the clipboard."""

import datetime as dt

import pytest
from playwright.sync_api import Page, Route, expect

from foundation.access.roles import Role
from schools.calendar.models import SessionTimes
from schools.registers.models import Mark
from schools.roll.models import Placement
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, Open
from tests.journeys.grid import column, press, save
from tests.world import host_of

pytestmark = pytest.mark.browser

OFFICER = Role.ATTENDANCE_OFFICER


def clip(page: Page, act: str, **kinds: str) -> None:
    """Cut, or paste what a clipboard holds: text="…", html="…"."""
    page.evaluate(
        """([act, kinds]) => {
            const clipboardData = new DataTransfer();
            for (const [kind, held] of Object.entries(kinds)) {
                clipboardData.setData(kind === 'text' ? 'text/plain' : 'text/html', held);
            }
            const event = new ClipboardEvent(act, {clipboardData, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        [act, kinds],
    )


def test_a_page_left_open_stays_with_its_own_week(open_as: Open, room: Classroom) -> None:
    """A computer that slept over the weekend asks for this week's page and is given another: nothing of it is taken over."""
    last = MORNING.replace(hour=9, minute=9, second=46)

    def another_week(route: Route) -> None:
        host, port = host_of(room.school), route.request.url.split(":")[2].split("/")[0]
        address = route.request.url.replace(host, "127.0.0.1", 1) + "?week=2026-11-26"
        route.fulfill(response=route.fetch(url=address, headers={**route.request.headers, "host": f"{host}:{port}"}))

    with open_as(OFFICER, "/week/", at=last) as page:
        page.route("**/week/", another_week)
        trouble = page.locator("[data-trouble]")
        expect(trouble).to_contain_text("This page shows a week that is over", timeout=30_000)
        expect(trouble.get_by_role("link", name="Open this week")).to_be_visible()
        name = page.locator("td[aria-label]").nth(6).get_attribute("aria-label") or ""
        assert name.endswith("Thursday AM, missing"), "next Thursday's is not yet due"


def test_a_plan_that_somebody_took_meanwhile_asks_for_a_reason(open_as: Open, room: Classroom) -> None:
    """The page still takes it for a plan; the server does not any more, and the way on is to say why."""
    with open_as(OFFICER, at=MORNING - dt.timedelta(days=1)) as page:
        press(page, "M")
        save(page, "Saved 1 mark")
    with open_as(OFFICER, at=MORNING.replace(hour=14)) as page:
        with school_work(room.school):
            Mark.objects.update(planned=False)
        press(page, "↑ / Ctrl+Enter")
        expect(page.locator("[data-reason-input]")).to_be_focused()
        page.keyboard.type("Came back early")
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_contain_text("Saved 1 mark")
    assert room.marks()["Abdi"] == "/"


def test_u_has_any_minutes_where_the_school_has_entered_no_times(open_as: Open, room: Classroom) -> None:
    with school_work(room.school):
        SessionTimes.objects.all().delete()
    with open_as() as page:
        clip(page, "paste", text="U10")
        assert column(page, 1) == ["U10"]
        save(page, "Saved 1 mark")


def test_what_is_discarded_is_not_saved_later(open_as: Open, room: Classroom) -> None:
    """A save whose answer never came is given up with the draft: the next save does not carry it."""
    with open_as() as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.route("**/api/registers/**", lambda route: route.abort())
        press(page, "I")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text("No connection")
        page.reload()
        page.unroute("**/api/registers/**")
        with page.expect_navigation():
            page.get_by_role("button", name="Discard them").click()
        press(page, "↓ N")
        save(page, "Saved 1 mark")
    assert room.marks() == {"Adeyemi": "N"}


def test_what_was_typed_on_another_page_is_not_forgotten(open_as: Open, room: Classroom) -> None:
    with open_as(OFFICER) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        press(page, "I N")
        page.goto(page.url.partition("/registers/")[0] + "/week/?form=9B")
        trouble = page.locator("[data-trouble]")
        expect(trouble).to_contain_text("2 marks that you typed on another page are not saved.")
        with page.expect_navigation():
            trouble.get_by_role("link", name="Go there").click()
        expect(trouble).to_contain_text("2 marks that had not been saved are back")
        save(page, "Saved 2 marks")
        page.goto(page.url.partition("/registers/")[0] + "/week/?form=9B")
        expect(page.locator("[data-tools]")).to_be_visible()
        expect(trouble).to_be_hidden()
    assert room.marks() == {"Abdi": "I", "Adeyemi": "N"}


def test_what_was_typed_on_another_page_can_be_given_up_from_here(open_as: Open, room: Classroom) -> None:
    with open_as(OFFICER) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        press(page, "I")
        page.goto(page.url.partition("/registers/")[0] + "/week/?form=9B")
        with page.expect_navigation():
            page.get_by_role("button", name="Discard them").click()
        expect(page.locator("[data-tools]")).to_be_visible()
        expect(page.locator("[data-trouble]")).to_be_hidden()
        page.goto(page.url.partition("/week/")[0] + room.path())
        assert column(page, 1) == [""]
    assert room.marks() == {}


def test_what_a_late_answer_saved_is_no_draft_any_more(open_as: Open, room: Classroom) -> None:
    """The save is sent again from a page that shows another pupil of the same register."""
    with school_work(room.school):
        Mark.objects.create(pupil_key=room.pupils[-1].key, date=THURSDAY, session=1, code="I", entry_id=0)
    with open_as(OFFICER) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.route("**/api/registers/**", lambda route: route.abort())
        press(page, "N")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-trouble]")).to_contain_text("No connection")
        page.unroute("**/api/registers/**")
        page.goto(page.url.partition("/registers/")[0] + "/week/?show=I")
        expect(page.locator("[data-trouble]")).to_contain_text("1 mark that you typed on another page")
        page.locator("td[aria-label]").nth(6).click()
        press(page, "M")
        save(page, "Saved 2 marks")
        page.goto(page.url.partition("?")[0] + "?form=9B")
        expect(page.locator("[data-tools]")).to_be_visible()
        expect(page.locator("[data-trouble]")).to_be_hidden()
    assert room.marks() == {"Abdi": "N", "Zhang": "M"}


@pytest.mark.parametrize(
    ("text", "cells", "words"),
    [
        ('I\n"N\nasked twice"\nM\n', ["I", "N a…!", "M", ""], "2 pasted, 1 refused."),
        ("ı\nſ", ["ı!", "ſ!", "", ""], "0 pasted, 2 refused."),
        ("\u00a0/ \r\n\u200bn\r\n", ["/", "N", "", ""], "2 pasted."),
        ("\n\n", ["", "", "", ""], "There is no text to paste."),
    ],
    ids=["a line inside a cell", "foreign letters", "invisible characters", "nothing"],
)
def test_pasting(open_as: Open, text: str, cells: list[str], words: str) -> None:
    with open_as() as page:
        clip(page, "paste", text=text)
        assert column(page, 4) == cells
        expect(page.locator("[data-say]")).to_have_text(words)


def test_pasting_where_a_pupil_is_not_recorded_leaves_nothing_refused(open_as: Open, room: Classroom) -> None:
    with school_work(room.school):
        Placement.objects.filter(pupil=room.pupils[1]).update(ends_on=THURSDAY - dt.timedelta(days=1))
    with open_as() as page:
        clip(page, "paste", text="I\nN\nM")
        assert column(page, 4) == ["I", "", "M", ""]
        expect(page.locator("[data-say]")).to_have_text(
            "2 pasted. 1 cell lay where the pupil is not in the group and was left out."
        )
        save(page, "Saved 2 marks")


def test_pictures_and_formatting_alone_are_no_marks(open_as: Open) -> None:
    with open_as() as page:
        clip(page, "paste", html="<table><tr><td>I</td></tr></table>")
        expect(page.locator("[data-say]")).to_have_text("There is no text to paste.")


def test_undoing_what_is_being_typed_leaves_the_act_before_it(open_as: Open) -> None:
    with open_as() as page:
        press(page, "I L 1")
        assert column(page, 2) == ["I", "L1"]
        press(page, "Ctrl+Z")
        assert column(page, 2) == ["I", ""]
        press(page, "Ctrl+Z")
        assert column(page, 2) == ["", ""]


def test_cutting_in_a_name_clears_no_mark(open_as: Open) -> None:
    with open_as(OFFICER) as page:
        press(page, "I ↑")
        page.locator("table.reg tbody tr").first.locator("th a").focus()
        clip(page, "cut")
        assert column(page, 1) == ["I"]


def test_late_without_minutes_where_a_school_needs_none(open_as: Open, room: Classroom) -> None:
    """By touch as by keys."""
    with school_work(room.school):
        SessionTimes.objects.update(needs_minutes=False)
    with open_as(has_touch=True, is_mobile=True) as page:
        page.locator("table.reg tbody tr").first.locator("td[aria-label]").nth(6).tap()
        page.get_by_label("Minutes late", exact=True).fill("")
        page.get_by_role("button", name="Enter L").tap()
        assert column(page, 1) == ["L"]
