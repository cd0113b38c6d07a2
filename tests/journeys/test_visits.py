"""A home visit: planned by the officer's keys, carried on a phone without a signal, sent once when there is one again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.absence.models import Attempt, HomeVisit
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Household, HouseholdPupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.staff.models import StaffMember
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
ADDRESS, SAFETY = "3 Larch Row, Northfield", "A large dog in the yard. Ring from the gate."


@dataclass(frozen=True)
class Morning:
    """A class of which the first has no reason; its teacher has a work mobile."""

    room: Classroom
    live: Live
    world: World
    browser: Browser

    def sign_in(self, page: Page, role: Role) -> None:
        carry_session(page, self.live, self.world.person(role, self.room.school), host_of(self.room.school))

    def go(self, page: Page, path: str) -> None:
        page.goto(self.live.address(host_of(self.room.school), path))

    @property
    def visit(self) -> HomeVisit:
        with school_work(self.room.school):
            return HomeVisit.objects.get()


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    """A visit has been due for five minutes."""
    with served(CLOCK_AHEAD=ahead(at(11, 45))) as server:
        yield server


@pytest.fixture
def morning(world: World, live: Live, browser: Browser) -> Morning:
    room = classroom(world, pupils=3)
    with school_work(room.school):
        entry = open_entry(at=at(9, 0), by=SYSTEM, position="", source=Entry.Source.IMPORT)
        copy_marks(entry, [(room.pupils[0].key, THURSDAY, 1, "N", None)])
        since = HALF_TERMS[0][1]
        home = Household.objects.create(address=ADDRESS)
        HouseholdPupil.objects.create(household=home, pupil=room.pupils[0], starts_on=since)
        mother = Details(name="Amina Abdi", phones=[("07700 900118", "mobile")])
        add_contact(room.pupils[0], Bond(relationship="mother"), starts_on=since, by=BY, details=mother)
        teacher = StaffMember.objects.get(person_id=world.person(Role.CLASS_TEACHER, room.school).pk)
        teacher.mobile, teacher.mobile_digits = "07700 900555", "+447700900555"
        teacher.save()
    return Morning(room, live, world, browser)


def plan(page: Page, morning: Morning) -> None:
    """From Today by the keys: the teacher and a neighbour."""
    morning.go(page, "/today/")
    teacher = morning.world.person(Role.CLASS_TEACHER, morning.room.school).name
    page.locator("#visits [data-act]").press("Enter")
    expect(page.get_by_text("Nobody visits alone.")).to_be_visible()
    page.get_by_label("Who goes", exact=True).select_option(label=f"{teacher}, Class teacher")
    page.get_by_label("Who goes with them").select_option(label="Somebody else, by name")
    page.get_by_label("What the visitors must know to be safe").fill(SAFETY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("Say who goes. Nobody visits alone.")
    shoot(page, "visit-plan")
    assert_accessible(page)
    page.get_by_label("Their name, if they are not on the staff list").nth(1).fill("Pat Doyle")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Planned. Who is on the staff list")).to_be_visible()


def test_the_officer_plans_a_visit_by_the_keys_and_sees_where_it_stands(morning: Morning) -> None:
    with opened(morning.browser) as page:
        morning.sign_in(page, Role.ATTENDANCE_OFFICER)
        plan(page, morning)
        expect(page.get_by_text(SAFETY)).to_be_visible()
        page.get_by_role("link", name="Call sheet").press("Enter")
        expect(page.locator("#visit")).to_contain_text("and Pat Doyle")
        expect(page.locator("#visit")).to_contain_text("Planned.")
        shoot(page, "visit-call-sheet")
        assert_accessible(page)
        morning.go(page, "/today/")
        expect(page.locator("#visits")).to_contain_text("planned")
        shoot(page, "visit-today")
        assert_accessible(page)


def test_two_who_are_not_back_are_on_top_of_today_with_a_number_to_ring(morning: Morning) -> None:
    with opened(morning.browser) as page:
        morning.sign_in(page, Role.ATTENDANCE_OFFICER)
        plan(page, morning)
        page.get_by_role("button", name="We are on our way").press("Enter")
        expect(page.locator("[data-done=went]")).to_contain_text("On our way since")
    with served(CLOCK_AHEAD=ahead(at(13, 0))) as later, opened(morning.browser) as page:
        morning = replace(morning, live=later)
        morning.sign_in(page, Role.ATTENDANCE_OFFICER)
        morning.go(page, "/today/")
        expect(page.locator(".queues li").first).to_contain_text("Not back from a visit")
        first = page.locator("#not-back [data-act]")
        expect(first).to_be_focused()
        expect(first).to_have_attribute("href", "tel:+447700900555")
        shoot(page, "visit-not-back")
        assert_accessible(page)
        page.locator("#not-back th a").press("Enter")
        expect(page.get_by_text("Not back.", exact=True)).to_be_visible()
        page.get_by_role("button", name="We are both back").press("Enter")
        expect(page.locator("[data-lede]")).to_contain_text("Both are back since")


def tap(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).tap()


def until(page: Page, asked: list[str]) -> None:
    """Wait until something is asked. The page's own policy lets nobody evaluate text in it."""
    for _ in range(300):
        if asked:
            return
        page.wait_for_timeout(50)
    message = "nothing was asked"
    raise AssertionError(message)


def kept(page: Page) -> dict[str, object]:
    """What the tab keeps of the visit."""
    text = page.evaluate(
        "Object.entries(sessionStorage).filter(([key]) => key.startsWith('rollcall.draft:')).map(([, text]) => text)[0]"
    )
    found: dict[str, object] = json.loads(text) if text else {}
    return found


def test_two_visitors_report_from_a_phone_without_a_signal_and_it_is_sent_once(morning: Morning) -> None:
    with opened(morning.browser) as desk:
        morning.sign_in(desk, Role.ATTENDANCE_OFFICER)
        plan(desk, morning)
    with opened(morning.browser, **PHONE) as phone:
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        phone.on("dialog", stay)
        keys = lose_the_first_answer(phone, morning)
        morning.sign_in(phone, Role.CLASS_TEACHER)
        morning.go(phone, f"/first-day/visits/{morning.visit.pk}/")
        expect(phone.get_by_text(SAFETY)).to_be_visible()
        expect(phone.get_by_text(ADDRESS)).to_be_visible()
        shoot_narrow(phone, "visit-phone")
        assert_narrow(phone)
        phone.context.set_offline(True)
        phone.get_by_role("button", name="We are on our way").tap()
        expect(phone.locator("[data-trouble]")).to_contain_text("No signal. It is kept in this tab of your phone")
        phone.get_by_role("button", name="Send the report").tap()
        expect(phone.locator("[data-trouble]")).to_contain_text("Answer this first: Did you see the child?")
        tap(phone, "Did you see the child?", "Yes")
        tap(phone, "Who answered?", "Amina Abdi, mother")
        tap(phone, "Is the child safe and well?", "Yes")
        tap(phone, "Is the child coming in?", "Yes, with us")
        phone.get_by_label("What was said, and what you saw").fill("Overslept.")
        phone.get_by_role("button", name="Send the report").tap()
        expect(phone.locator("[data-done=found]")).to_contain_text("The school does not have it yet.")
        shoot_narrow(phone, "visit-phone-offline")
        assert [act["act"] for act in kept(phone)["acts"]] == ["went", "found"]  # type: ignore[attr-defined]
        assert "Abdi" not in json.dumps(kept(phone))
        phone.get_by_role("button", name=morning.world.person(Role.CLASS_TEACHER, morning.room.school).name).tap()
        phone.get_by_role("button", name="Sign out").tap()
        until(phone, asked)
        assert asked == ["What you wrote about a home visit is not sent yet. Sign out all the same? Then it is lost."]
        phone.keyboard.press("Escape")
        phone.context.set_offline(False)
        expect(phone.locator("[data-done=found]")).to_contain_text("Child seen, safe and well, Amina Abdi answered")
        expect(phone.locator("[data-done=went]")).to_contain_text("On our way since")
        expect(phone.locator("[data-trouble]")).to_be_hidden()
        assert kept(phone) == {}
        phone.get_by_role("button", name="We are both back").tap()
        expect(phone.locator("[data-lede]")).to_contain_text("Both are back since")
        shoot_narrow(phone, "visit-phone-back")
        phone.reload()
        expect(phone.locator("[data-done=back]")).to_contain_text("Back since")
    assert len(keys) > len(set(keys)) == 3
    with school_work(morning.room.school):
        (attempt,) = Attempt.objects.all()
    assert (attempt.note, attempt.safe, attempt.outcome) == ("Overslept.", True, "spoke")


def lose_the_first_answer(phone: Page, morning: Morning) -> list[str]:
    """The first report reaches the server and its answer is lost; the keys of all that was sent."""
    keys: list[str] = []

    def cut(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        lost = len(keys) == 1
        if not lost:
            route.continue_()
            return
        host, port = host_of(morning.room.school), route.request.url.split(":")[2].split("/")[0]
        address = route.request.url.replace(host, "127.0.0.1", 1)
        route.fetch(url=address, headers={**route.request.headers, "host": f"{host}:{port}"})
        route.abort("connectionreset")

    phone.route("**/api/visits/**", cut)
    return keys


def shoot_narrow(phone: Page, name: str) -> None:
    shoot(phone, name)
    phone.set_viewport_size({"width": NARROW, "height": 780})


def assert_narrow(phone: Page) -> None:
    assert_accessible(phone, widths=(NARROW,))
    phone.set_viewport_size({"width": NARROW, "height": 780})
