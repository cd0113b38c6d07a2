"""What is known beforehand, in a browser: a study day for a form in bulk and its undoing, and plans that clash."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.journal.tasks import drain
from schools.registers.operations.plans import PlannedSession, plan
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, faults_of, shoot
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, Open

pytestmark = pytest.mark.browser


def planned(room: Classroom, source: str, code: str, *, places: range, session: int = 2) -> None:
    """Plan for some of the class, as a room above would."""
    confirmed = code != "B"
    with school_work(room.school):
        for pupil in (room.pupils[place] for place in places):
            wanted = [PlannedSession(THURSDAY, session, code, confirmed)]
            signed = Signature(Actor(None, "Ana Officer"), "Attendance officer")
            plan(
                source=source, source_id=uuid.uuid4(), pupil_key=pupil.key, sessions=wanted, signed=signed, now=MORNING
            )


def test_a_study_day_in_bulk_and_its_undoing(open_as: Open, room: Classroom) -> None:
    planned(room, "suspension", "E", places=range(1))
    with open_as(Role.ATTENDANCE_OFFICER, "/bulk-edits/", at=MORNING) as page:
        page.get_by_role("link", name="New bulk edit").click()
        page.get_by_label("Pupils and groups").fill("9C")
        page.get_by_label("Afternoons").check()
        page.get_by_label("Code", exact=True).select_option("S")
        assert_accessible(page)
        page.get_by_role("button", name="See what changes").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Change 29 marks?")
        expect(page.get_by_role("row", name="Abdi, Hodan")).to_contain_text("suspension comes first")
        assert_accessible(page)
        shoot(page, "bulk-preview")
        page.get_by_role("button", name="Change 29 marks").press("Enter")
        expect(page.locator("main")).to_contain_text("Nothing has changed yet.")
        drain(str(room.school.pk))
        expect(page.locator("main")).to_contain_text("29 marks were changed.")
        assert_accessible(page)
        shoot(page, "bulk-done")
        assert set(room.marks(session=2).values()) == {"S", "E"}
        page.get_by_label("Why it is undone").fill("Wrong form")
        page.get_by_role("button", name="Undo the edit").press("Enter")
        expect(page.locator("main")).to_contain_text("29 marks went back.")
        assert room.marks(session=2) == {"Abdi": "E"}
        assert faults_of(page) == []


def test_whoever_is_planned_twice_is_listed_and_the_register_says_who_planned(open_as: Open, room: Classroom) -> None:
    planned(room, "suspension", "E", places=range(2))
    planned(room, "leave", "C", places=range(1, 4))
    planned(room, "elsewhere", "B", places=range(4, 5), session=1)
    with open_as(Role.ATTENDANCE_OFFICER, "/clashes/", at=MORNING) as page:
        expect(page.get_by_role("row", name="Adeyemi, Tobi")).to_contain_text("E, suspended or excluded: suspension")
        assert_accessible(page)
        shoot(page, "clashes")
        page.goto(page.url.replace("/clashes/", room.path()))
        awaited = page.get_by_role("gridcell", name="Kofi Boateng, Thursday AM, expected elsewhere, B")
        expect(awaited).to_have_text("B")
        _present(page)
        expect(awaited).to_have_text("B")
        assert_accessible(page)
        shoot(page, "register")
        page.get_by_role("button", name="Save 29 marks").click()
        expect(page.locator("[data-state]")).to_have_text("Sent")
        assert len(room.marks()) == 29
        assert faults_of(page) == []


def _present(page: Page) -> None:
    """Everybody who is missing is present."""
    page.get_by_role("gridcell", name="Hodan Abdi, Thursday AM").focus()
    page.keyboard.press("Control+/")
