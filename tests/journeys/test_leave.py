"""Leave from a parent's link to the letter of the decision; and Sam, whose part-time timetable ended yesterday (AO-3)."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.leave.models import LeaveRequest, PartTimeTimetable
from schools.leave.operations.part_time import Agreed, agree
from schools.leave.operations.planning import Act
from schools.registers.models import Mark
from schools.roll.models import Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.journeys.classroom import THURSDAY, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.world import HALF_TERMS, World, host_of

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": NARROW, "height": 780}, "has_touch": True, "is_mobile": True}
SINCE = HALF_TERMS[0][1]


@dataclass(frozen=True)
class Morning:
    """A class whose first pupil lives with a mother, before school."""

    room: Classroom
    live: Live
    world: World

    @property
    def pupil(self) -> Pupil:
        return self.room.pupils[0]

    def sign_in(self, page: Page, role: Role) -> None:
        carry_session(page, self.live, self.world.person(role, self.room.school), host_of(self.room.school))

    def go(self, page: Page, path: str) -> None:
        page.goto(self.live.address(host_of(self.room.school), path))


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    """Half past seven, before any register opens."""
    with served(CLOCK_AHEAD=ahead(at(7, 30))) as server:
        yield server


@pytest.fixture
def morning(world: World, live: Live, monkeypatch: pytest.MonkeyPatch) -> Morning:
    room = classroom(world, pupils=3)
    monkeypatch.setattr(clock, "now", lambda: at(7, 30))
    with school_work(room.school):
        mother = Details(name="Amina Abdi", phones=[("07700 900118", "mobile")], address="3 Larch Row, Northfield")
        bond = Bond(relationship="mother", lives_with=True)
        add_contact(room.pupils[0], bond, starts_on=SINCE, by=BY, details=mother)
    return Morning(room, live, world)


def given_a_link(page: Page, morning: Morning) -> str:
    """The officer's way to a parent's link: by a part of the form's name."""
    morning.go(page, "/leave/")
    page.get_by_role("link", name="Ask for leave").press("Enter")
    page.get_by_label("Pupil").fill(str(morning.pupil).split(",")[0])
    page.keyboard.press("Enter")
    found_pupil = page.locator(f"a[href='/leave/for/{morning.pupil.pk}/']")
    expect(found_pupil).to_be_visible()
    shoot(page, "leave-whom")
    assert_accessible(page)
    found_pupil.press("Enter")
    expect(page.get_by_role("link", name="Give a parent a link instead")).to_be_visible()
    shoot(page, "leave-ask")
    assert_accessible(page)
    page.get_by_role("link", name="Give a parent a link instead").press("Enter")
    page.get_by_label("Amina Abdi, mother").check()
    page.get_by_role("button", name="Give the link").press("Enter")
    expect(page.get_by_text("Copy it now")).to_be_visible()
    shoot(page, "leave-link")
    assert_accessible(page)
    found = re.search(r"/by/[\w-]+/leave/", page.get_by_label("The link").input_value())
    assert found is not None
    return found[0]


def ask(page: Page, morning: Morning, path: str) -> None:
    """As the parent, on a phone."""
    morning.go(page, path)
    shoot(page, "leave-parent-birth")
    with school_work(morning.room.school):
        born = Pupil.objects.get(pk=morning.pupil.pk).birth
    page.get_by_label("Date of birth").fill(f"{born:%d/%m/%Y}")
    page.get_by_role("button", name="Go on").tap()
    page.get_by_label("Something exceptional").check()
    page.get_by_role("textbox", name="First day").fill("20 November 2026")
    page.get_by_role("textbox", name="Last day").fill("24 November 2026")
    page.get_by_label("Tell us about it").fill("A funeral in Leeds")
    shoot(page, "leave-parent-ask")
    assert_accessible(page)
    page.get_by_role("button", name="Send to the school").tap()
    expect(page.get_by_text("It is not granted yet")).to_be_visible()
    assert_accessible(page)


def test_leave_goes_from_a_parents_link_to_the_letter_of_the_decision(morning: Morning, browser: Browser) -> None:
    with opened(browser) as page:
        morning.sign_in(page, Role.ATTENDANCE_OFFICER)
        path = given_a_link(page, morning)
    with opened(browser, **PHONE) as page:
        ask(page, morning, path)
    drain.run(str(morning.room.school.pk))
    with opened(browser) as page:
        morning.sign_in(page, Role.HEADTEACHER)
        morning.go(page, "/today/")
        shoot(page, "leave-today")
        page.locator("#leave [data-act]").press("Enter")
        expect(page.get_by_text("A funeral in Leeds")).to_be_visible()
        shoot(page, "leave-request")
        assert_accessible(page)
        page.locator("#decide").get_by_role("textbox", name="Last day").fill("20 November 2026")
        page.locator("#decide").get_by_label("Why").fill("The funeral is on that day.")
        page.get_by_role("button", name="Grant this time").press("Enter")
        expect(page.get_by_text("Granted, and planned in the registers.")).to_be_visible()
        expect(page.locator("#letters")).to_contain_text("Decision about leave")
        shoot(page, "leave-decided")
        assert_accessible(page)
        page.locator("#letters").get_by_role("link", name="Decision about leave").press("Enter")
        expect(page.get_by_text("Leave is granted for 20 November 2026, and not for the rest.").first).to_be_visible()
        morning.go(page, "/leave/")
        shoot(page, "leave-list")
        assert_accessible(page)
    with school_work(morning.room.school):
        assert LeaveRequest.objects.get().state == "granted"
        codes = Mark.objects.filter(pupil_key=morning.pupil.key).order_by("date", "session")
        assert [(one.date.day, one.session, one.code, one.planned) for one in codes] == [
            (20, 1, "C", True),
            (20, 2, "C", True),
        ]


@pytest.fixture
def sam(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> Morning:
    """A part-time timetable of three weeks that ended yesterday."""
    then = dt.date(2026, 11, 2)
    monkeypatch.setattr(clock, "now", lambda: at(7, 30, on=then))
    with school_work(morning.room.school):
        contact = morning.pupil.contacts.get().contact_id
        yesterday = THURSDAY - dt.timedelta(days=1)
        agreed = Agreed(
            contact=contact,
            agreed_on=then,
            purpose="A return after illness",
            wider_plan="Individual health care plan of October",
            slots=[2, 4, 6],
            hours=Decimal(20),
            starts_on=then,
            ends_on=yesterday,
            reviews=[yesterday],
        )
        agree(morning.pupil, agreed, act=Act(Signature(BY, "Attendance officer"), at(7, 30, on=then)))
    # The product is served from this process, by this clock.
    monkeypatch.setattr(clock, "now", lambda: at(7, 30))
    return morning


def test_sams_timetable_has_expired_and_is_extended_only_by_a_note_and_a_new_end(
    sam: Morning, browser: Browser
) -> None:
    with opened(browser) as page:
        sam.sign_in(page, Role.ATTENDANCE_OFFICER)
        sam.go(page, "/today/")
        expect(page.locator("#part-time")).to_contain_text("expired")
        page.locator("#part-time [data-act]").press("Enter")
        expect(page.get_by_text("nothing is coded C2 after that day")).to_be_visible()
        shoot(page, "part-time")
        assert_accessible(page)
        page.get_by_role("link", name="Extend after a review").press("Enter")
        page.get_by_role("button", name="Extend").press("Enter")
        summary = page.locator(".summary")
        expect(summary).to_contain_text("Write what the review found.")
        expect(summary).to_contain_text("Give the new last day.")
        shoot(page, "part-time-extend")
        assert_accessible(page)
        page.get_by_label("What it found").fill("Sleeping better; two more weeks")
        page.get_by_label("New last day").fill("4 December 2026")
        page.get_by_label("Reviews on").fill("4 December 2026")
        page.get_by_role("button", name="Extend").press("Enter")
        expect(page.get_by_text("C2 is planned from today")).to_be_visible()
        sam.go(page, "/leave/part-time/")
        shoot(page, "part-time-list")
        assert_accessible(page)
        sam.go(page, f"/leave/part-time/for/{sam.pupil.pk}/")
        shoot(page, "part-time-agree")
        assert_accessible(page)
        sam.go(page, "/leave/exams/")
        assert_accessible(page)
        sam.go(page, "/leave/exams/file/")
        shoot(page, "exams-file")
        assert_accessible(page)
    with school_work(sam.room.school):
        assert PartTimeTimetable.objects.get().ends_on == dt.date(2026, 12, 4)
