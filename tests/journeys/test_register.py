"""A teacher takes a register in a real browser, and an officer completes and amends one, by keyboard alone.

The clock of the school is 08:55 on a Thursday unless a test says otherwise. What counts is what the database holds.
"""

import datetime as dt
import time

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from foundation.access.roles import Role
from schools.journal.models import AuditLine
from schools.registers.models import Entry, MarkVersion
from schools.roll.models import DualRegistration
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, Open, ahead
from tests.journeys.grid import column, focused, press, save
from tests.world import World

pytestmark = pytest.mark.browser

#: Between two keys of somebody who types, and before an exception they must think about, in seconds.
BETWEEN_KEYS, THINKING = 0.18, 0.35


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
        expect(page.locator("td[aria-label]:focus")).to_be_visible()
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
    """A morning in the grid: fill down, arrow, L 12, I, Enter; minutes kept, the save signed, nothing doubled."""
    at = MORNING.replace(hour=9, minute=35)
    with open_as(Role.ATTENDANCE_OFFICER, "/registers/", at=at) as page:
        expect(page.locator(".lede")).to_contain_text("2 registers are missing.")
        assert_accessible(page)
        page.get_by_role("link", name="Open the register of 9C, AM").click()
        expect(page.locator("td[aria-label]:focus")).to_be_visible()
        press(page, "/ ↑ Ctrl+D ↓ L 1 2 I Enter")
        assert column(page, 5) == ["/", "L12", "I", "/", "/"]
        assert_accessible(page, whole=True)
        save(page, "Saved 30 marks")
        expect(page.locator("[data-next]")).to_have_text("Next missing: 9B, AM")
        expect(page.locator("td[aria-label]:focus")).to_be_visible()
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
        # The box of the reason is gone; the cell is focused again, and keys go on from it.
        expect(page.locator("td[aria-label]:focus")).to_be_visible()
        assert focused(page).startswith("Tobi Adeyemi, Thursday AM, /")
        # The reason just given stands there for the next amendment, to be typed over or kept by Enter.
        press(page, "M Ctrl+Enter")
        expect(page.locator("[data-reason-input]")).to_have_value("Medical note came")
        press(page, "Enter")
        expect(page.locator(".mk", has_text="M").first).to_be_visible()
        expect(page.locator("td.changed")).to_have_count(0)
    assert (room.marks()["Abdi"], room.marks()["Adeyemi"]) == ("I", "M")
    with school_work(room.school):
        amended = MarkVersion.objects.exclude(reason=None).order_by("entry_id")
        kept = [(one.old_code, one.new_code, one.reason) for one in amended]
        assert kept == [("/", "I", "Medical note came"), ("/", "M", "Medical note came")]
        assert AuditLine.objects.filter(act="register.saved").latest("at").details["amended"] == 1


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
        expect(page.locator("[data-say]")).to_be_in_viewport(ratio=1)  # what is read aloud is shown
        press(page, "↑")
        expect(page.locator("[data-say]")).to_be_empty()
        save(page, "Saved 30 marks")


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


def test_a_register_of_plans_alone_is_taken_by_confirming_them(open_as: Open, room: Classroom) -> None:
    """They are drawn to be acted on, and nobody has to type them again; what is put right on the way is a first mark."""
    friday = THURSDAY + dt.timedelta(days=1)
    with open_as(Role.ATTENDANCE_OFFICER, room.path(friday)) as page:
        press(page, " ".join(["M"] * 30))
        save(page, "Saved 30 marks")
    with open_as(Role.ATTENDANCE_OFFICER, room.path(friday), at=MORNING + dt.timedelta(days=1)) as page:
        press(page, "← N")  # a mark of another session takes no register by the way
        save(page, "Saved 1 mark")
        expect(page.locator(".mk.planned")).to_have_count(31)  # the key's own among them
    with open_as(path=room.path(friday), at=MORNING + dt.timedelta(days=1)) as page:
        expect(page.locator("[data-state]")).to_have_text("Missing")
        expect(page.locator("[data-said]")).to_contain_text("30 planned marks to confirm.")
        expect(page.locator("[data-save]")).to_contain_text("Confirm 30 marks")
        cell = page.locator('td[aria-label="Tobi Adeyemi, Friday AM, M, medical or dental, planned, to confirm"]')
        expect(cell.locator(".mk.planned")).to_be_visible()
        assert_accessible(page)
        save(page, "Saved 30 marks")
        expect(page.locator("[data-state]")).to_have_text("Sent")
        expect(page.locator("td .mk.planned")).to_have_count(0)
    assert set(room.marks(friday).values()) == {"M"}


def test_a_page_opened_early_can_be_used_once_the_register_opens(open_as: Open, room: Classroom) -> None:
    """Nobody waits for it here: the server's clock and the page's are both put on from 08:40 to 08:55."""
    with open_as(at=MORNING.replace(minute=40)) as page:
        page.clock.install()
        page.reload()
        press(page, "/")
        assert column(page, 1) == ["/!"]
        expect(page.locator("[data-refusal]")).to_contain_text("has not opened")
        with override_settings(CLOCK_AHEAD=ahead(MORNING)):
            page.clock.fast_forward("15:00")
            expect(page.locator("[data-say]")).to_have_text("The register is open.")
            press(page, "↑ / Ctrl+/")
            save(page, "Saved 30 marks")
    assert set(room.marks().values()) == {"/"}
