"""The officer's Friday at four: from Today to the week's sweep, one register mended, the sweep ticked off; by keyboard."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.registers.models import Entry, Mark, SweepTick
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Admission, Pupil
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, faults_of, shoot
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, Open
from tests.journeys.grid import press, save

pytestmark = pytest.mark.browser

FRIDAY = THURSDAY + dt.timedelta(days=1)
AT_FOUR = MORNING.replace(day=20, hour=16, minute=0)


@pytest.fixture
def week(room: Classroom) -> Classroom:
    """A week that is whole but for one of each kind of thing."""
    monday = THURSDAY - dt.timedelta(days=3)
    abdi, adeyemi, bailey, begum, boateng, *_ = [pupil.key for pupil in room.pupils]
    faults = {
        (abdi, FRIDAY, 1): None,
        (adeyemi, THURSDAY - dt.timedelta(days=1), 1): "J",
        (bailey, THURSDAY, 1): "L",
    }
    with school_work(room.school):
        everybody = list(Pupil.objects.values_list("key", flat=True))
        rows = [
            (key, on, session, code, None)
            for key in everybody
            for on in (monday + dt.timedelta(days=day) for day in range(5))
            for session in (1, 2)
            if (code := faults.get((key, on, session), "/" if session == 1 else "\\"))
        ]
        rows.append((boateng, THURSDAY - dt.timedelta(days=7), 1, "N", None))
        copy_marks(open_entry(by=SYSTEM, position="test", source=Entry.Source.IMPORT), rows)
        Admission.objects.filter(pupil__key=begum).update(ends_on=THURSDAY, leaving_ground="a")
    return room


def test_the_weekly_sweep_is_gone_through_and_ticked_off(open_as: Open, week: Classroom) -> None:
    with open_as(Role.ATTENDANCE_OFFICER, "/today/", at=AT_FOUR) as page:
        line = page.locator("#sweeps tr", has_text="Weekly").locator("[data-act]")
        line.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Weekly sweep", level=1)).to_be_visible()
        for section, words in (
            ("missing", "1 of 29 marks missing"),
            ("codes", "J was withdrawn"),
            ("left", "after the last day on roll"),
            ("minutes", "L without its minutes"),
            ("n-clock", "last day was Thu 19 Nov"),
        ):
            expect(page.locator(f"#{section}")).to_contain_text(words)
        shoot(page, "sweep")
        assert_accessible(page)
        assert "Abdi" not in page.url
        mend(page)
        assert week.marks(FRIDAY)["Abdi"] == "/"
        tick_off(page)
        with school_work(week.school):
            tick = SweepTick.objects.get()
            assert tick.counts == {"codes": 1, "left": 2, "minutes": 1, "n-clock": 1}
            assert tick.note == "Codes and minutes asked of 9C"
            Mark.objects.filter(date=THURSDAY, code="L").update(minutes=4)
        page.reload()
        expect(page.get_by_role("row", name="Week of 16 November")).to_contain_text("since then 1 mended")
        assert faults_of(page) == []


def mend(page: Page) -> None:
    """The finding opens the register; the mark is entered there."""
    sweep = page.url
    page.locator("#missing").get_by_role("link", name="9C").focus()
    page.keyboard.press("Enter")
    expect(page.locator("td[aria-label]:focus")).to_be_visible()
    press(page, "/")
    save(page, "Saved 1 mark")
    page.goto(sweep)
    expect(page.locator("#missing")).to_have_count(0)
    expect(page.get_by_text("Found nothing:")).to_be_visible()


def tick_off(page: Page) -> None:
    page.get_by_label("Note").focus()
    page.keyboard.type("Codes and minutes asked of 9C")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The weekly sweep is ticked off: Week of 16 November 2026.")).to_be_visible()
    expect(page.get_by_role("row", name="Week of 16 November")).to_contain_text("Ticked off")
    shoot(page, "sweeps")
    assert_accessible(page)
