"""A stage proposed, agreed and taken back, by the pages; and several agreed together after a preview."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.calendar.queries import school_calendar
from schools.decisions.operations.deciding import look_at
from schools.policy.operations.taking_in import take_in
from schools.registers.models import Entry, Mark
from schools.registers.operations import copy_marks, open_entry
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.isolation.routes.made.school_policy import told
from tests.journeys.classroom import MORNING, THURSDAY, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.decisions.deciding import PROVED, TEN
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def autumn(room: Classroom, missed: int) -> None:
    """Marks of the autumn: the first pupils of the class missed the ten sessions."""
    present = {1: "/", 2: "\\"}
    with school_work(room.school):
        days = school_calendar().school_days(date(2026, 9, 1), THURSDAY - timedelta(days=1))
        rows = [
            (pupil.key, day, session, "O" if number < missed and day in TEN else present[session], None)
            for number, pupil in enumerate(room.pupils)
            for day in days
            for session in (1, 2)
        ]
        copy_marks(open_entry(by=SYSTEM, position="test", source=Entry.Source.IMPORT), rows)
        take_in([told()], heads=(), address="/policy/", now=MORNING)
        look_at([pupil.pk for pupil in room.pupils], now=MORNING)


def test_what_is_proposed_is_agreed_together_and_taken_back_by_itself(
    world: World, browser: Browser, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    room = classroom(world)
    autumn(room, missed=5)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host_of(room.school))
        page.goto(live.address(host_of(room.school), "/cases/"))
        page.get_by_role("link", name="Decisions waiting").click()
        expect(page.get_by_text("5 decisions wait for a person")).to_be_visible()
        shoot(page, "decisions")
        assert_accessible(page)
        page.locator("[name=decision]").nth(0).check()
        page.locator("[name=decision]").nth(1).check()
        page.get_by_role("button", name="See what agreeing would do").press("Enter")
        shoot(page, "decisions-agree")
        assert_accessible(page)
        page.get_by_role("button", name="Agree to them").press("Enter")
        expect(page.get_by_text("3 decisions wait for a person")).to_be_visible()
        page.goto(live.address(host_of(room.school), f"/pupils/{room.pupils[0].pk}/"))
        page.get_by_role("link", name="Attendance, Listen and understand").click()
        expect(page.get_by_role("heading", name="Stays at Listen and understand")).to_be_visible()
        shoot(page, "case-decision")
        assert_accessible(page)
        with school_work(room.school):
            # Two of the days, and three more sessions, turn out to have been illness.
            entry = Mark.objects.filter(pupil_key=room.pupils[0].key, date__in=[*PROVED, TEN[0]])
            assert entry.update(code="I") == 6
            look_at([room.pupils[0].pk], now=MORNING)
        page.reload()
        back = "Back to Monitor: 4 of the 5 sessions it rested on are left."
        expect(page.get_by_role("heading", name=back)).to_be_visible()
        shoot(page, "case-decision-back")
        page.get_by_role("link", name="How it was decided").click()
        expect(page.get_by_text("Replayed just now: the same.")).to_be_visible()
        expect(page.get_by_text("23 Sep AM: O is now I.")).to_be_visible()
        shoot(page, "decision")
        assert_accessible(page)
