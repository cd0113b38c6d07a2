"""The boiler fails: an officer closes the school before a register has opened, and undoes it; by keyboard, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.registers.models import MarkVersion
from tenants.trusts.scopes import school_work, trust_work
from tests.browser import assert_accessible, faults_of
from tests.journeys.classroom import MORNING, Classroom, Open
from tests.journeys.grid import column, press, save
from trust_reporting.figures.models import SessionCount

pytestmark = pytest.mark.browser

#: Before the morning's register opens, and after it has shut.
EARLY, SHUT = MORNING.replace(hour=7, minute=30), MORNING.replace(hour=9, minute=35)


def follow(page: Page, name: str) -> None:
    """Go to a link by its name, as one does without a mouse."""
    link = page.get_by_role("link", name=name).first
    link.focus()
    page.keyboard.press("Enter")


def published(room: Classroom) -> dict[int, dict[str, int]]:
    """What the trust holds of the day, by session, once the worker has been."""
    drain(str(room.school.pk))
    with trust_work(room.school.trust):
        rows = SessionCount.objects.filter(school_id=room.school.pk, cohort="all")
        return {row.session: row.codes for row in rows}


def test_closure_and_undo(open_as: Open, room: Classroom) -> None:
    with open_as(Role.ATTENDANCE_OFFICER, "/registers/", at=EARLY) as page:
        close_the_school(page)
        assert set(room.marks().values()) == set(room.marks(session=2).values()) == {"Y4"}
        assert published(room) == {1: {"Y4": 36}, 2: {"Y4": 36}}
        assert faults_of(page) == []
    with open_as(Role.ATTENDANCE_OFFICER, room.path(), at=SHUT) as page:
        change_one(page)
        undo_it(page)
        assert room.marks() == {"Bailey": "I"}
        assert room.marks(session=2) == {}
        assert published(room) == {1: {"I": 1, "": 35}}, "the morning's register has shut, and is missing again"
        with school_work(room.school):
            back = MarkVersion.objects.filter(new_code=None).values_list("old_code", "reason").distinct()
            assert list(back) == [("Y4", "Closure undone: Repaired")]
        follow(page, "AM")
        expect(page.locator("[data-state]")).to_have_text("Missing")
        assert column(page, 4) == ["", "", "I", ""]
        assert faults_of(page) == []


def close_the_school(page: Page) -> None:
    """From the day's registers to the closure that was previewed."""
    follow(page, "Closures")
    expect(page.get_by_role("heading", name="Closures", level=1)).to_be_visible()
    follow(page, "Unplanned closure")
    expect(page.get_by_label("Day", exact=True)).to_have_value("19 November 2026")
    assert_accessible(page)
    page.get_by_label("Why the school closes").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="put right")).to_be_visible()
    page.get_by_label("Why the school closes").focus()
    page.keyboard.type("Boiler failure")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Close the school on Thursday 19 November 2026?")
    expect(page.locator("main")).to_contain_text("36 without a mark: Y4")
    assert_accessible(page)
    page.get_by_role("button", name="Close the school").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("72 marks are entered.")
    expect(page.get_by_role("row", name="Thu 19 November 2026")).to_contain_text("Boiler failure")
    assert_accessible(page)


def change_one(page: Page) -> None:
    """The register says that it is closed; one mark of it is amended, with a reason."""
    expect(page.locator("[data-state]")).to_have_text("Closed")
    expect(page.locator("main")).to_contain_text("Thursday morning, unplanned closure: Boiler failure.")
    expect(page.locator("td[aria-label]:focus")).to_be_visible()
    press(page, "↓ ↓ I Enter Ctrl+Enter")
    expect(page.locator("[data-reason-input]")).to_be_focused()
    page.keyboard.type("Ill since Tuesday")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("Saved 1 mark")
    expect(page.locator("[data-state]")).to_have_text("Closed")
    assert_accessible(page)


def undo_it(page: Page) -> None:
    """The one mark that was changed is listed before and after, and every other goes back."""
    page.goto(re.sub(r"/registers/.*", "/closures/", page.url))
    follow(page, "Undo")
    expect(page.locator("#left")).to_contain_text("Bailey, Freya")
    expect(page.locator("#left")).to_contain_text("I, illness")
    assert_accessible(page)
    page.get_by_label("Why it is undone").focus()
    page.keyboard.type("Repaired")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Unplanned closure, undone")
    expect(page.locator("main")).to_contain_text("71 marks went back. 1 cell changed meanwhile")
    expect(page.locator("#left")).to_contain_text("Bailey, Freya")
    assert "Bailey" not in page.url
    assert_accessible(page)


def test_three_whose_bus_does_not_run_are_y1_by_the_grid(open_as: Open, room: Classroom) -> None:
    """Y1 to Y3 go to chosen pupils: cells chosen together take one code, typed once."""
    with open_as() as page:
        expect(page.locator("td[aria-label]:focus")).to_be_visible()
        press(page, "Shift+↓ Shift+↓ Y 1")
        assert column(page, 4) == ["Y1", "Y1", "Y1", ""]
        save(page, "Saved 3 marks")
        assert room.marks() == {"Abdi": "Y1", "Adeyemi": "Y1", "Bailey": "Y1"}
