"""A pupil joins, gets contacts, and leaves: refused without a ground, shown and done with one. In a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.roll.models import Flag, Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school with an officer and a safeguarding lead."""
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD):
        world.employ(role, school)
    return school


def signed(world: World, live: Live, school: School, page: Page, role: Role) -> Page:
    carry_session(page, live, world.person(role, school), host_of(school))
    return page


def test_a_pupil_joins_gets_contacts_and_leaves(browser: Browser, world: World, live: Live, school: School) -> None:
    with opened(browser) as page:
        signed(world, live, school, page, Role.ATTENDANCE_OFFICER)
        page.goto(live.address(host_of(school), "/roll/"))
        assert_accessible(page)
        page.get_by_role("link", name="New pupil").click()
        expect(page.get_by_role("heading", name="New pupil", level=1)).to_be_visible()
        assert_accessible(page)
        join(page)
        expect(page.get_by_role("heading", name="Newcomer, Robin", level=1)).to_be_visible()
        assert "Newcomer" not in page.url
        record = page.url
        contacts(page)
        with school_work(school):
            robin = Pupil.objects.get(surname="Newcomer")
            Flag.objects.create(pupil=robin, kind=Flag.Kind.FSM6, starts_on=dt.date(2026, 9, 2))
        page.goto(record)
        days = page.locator("#flags dd").bounding_box()
        assert days is not None
        assert days["width"] > 100, "the days of a flag with a long name stand in words, not one letter a line"
        expect(page.locator("#contacts")).to_contain_text("Ann Example")
        assert_accessible(page, whole=True)
        leave(page)
        expect(page.locator("#register")).to_contain_text("Registered at another school (reg 9(1)(a))")
        expect(page.locator("#history")).to_contain_text("Last day on roll")
        assert_accessible(page)
        page.get_by_role("link", name="Joiners and leavers").click()
        expect(page.locator("#left")).to_contain_text("Newcomer, Robin")
        page.get_by_role("link", name="Groups and tutors").click()
        expect(page.get_by_role("heading", name="Groups and tutors", level=1)).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="9B").click()
        expect(page.get_by_role("heading", name="9B", level=1)).to_be_visible()
        assert_accessible(page)

    with opened(browser) as page:
        signed(world, live, school, page, Role.SAFEGUARDING_LEAD)
        page.goto(record.replace("/roll/", "/restricted/"))
        page.get_by_role("radio", name="Young carer").check()
        page.get_by_role("button", name="Record the flag").click()
        expect(page.locator("#flags")).to_contain_text("Young carer")
        expect(page.locator("#restrictions")).to_contain_text("Order of 3 May")
        assert_accessible(page)


def test_a_joiner_of_another_day_has_an_address_corrected_and_is_taken_off(
    browser: Browser, world: World, live: Live, school: School
) -> None:
    with opened(browser) as page:
        signed(world, live, school, page, Role.ATTENDANCE_OFFICER)
        page.goto(live.address(host_of(school), "/roll/join/"))
        join(page, surname="Latecomer", starting="tomorrow")
        expect(page.locator("main")).to_contain_text("Joins on")
        page.get_by_role("link", name="Record a home").click()
        page.get_by_label("Or the address of a new home").fill("1 Hihg Street")
        page.get_by_role("button", name="Record the home").click()
        page.get_by_role("link", name="Correct this address").click()
        assert_accessible(page)
        page.get_by_label("Address").fill("1 High Street")
        page.get_by_role("button", name="Correct the address").click()
        expect(page.locator("#home")).to_contain_text("1 High Street")
        expect(page.locator("#history")).to_contain_text("it read 1 Hihg Street")
        assert_accessible(page)
        page.get_by_role("link", name="Take off before it starts").click()
        expect(page.locator("main")).to_contain_text("is dropped")
        assert_accessible(page)
        page.get_by_role("button", name="Take off").click()
        expect(page.locator("main")).to_contain_text("Never on the roll")
        page.get_by_role("link", name="Joiners and leavers").click()
        expect(page.locator("#never")).to_contain_text("Latecomer, Robin")
        assert_accessible(page)


def join(page: Page, *, surname: str = "Newcomer", starting: str = "today") -> None:
    """Nothing typed is refused with links to the fields; then all of it is."""
    page.get_by_role("button", name="Put on the roll").click()
    expect(page.get_by_role("alert").filter(has_text="put right")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Surname").fill(surname)
    page.get_by_label("Forenames").fill("Robin")
    page.get_by_label("Date of birth").fill("14 March 2013")
    page.get_by_label("Female").check()
    page.get_by_label("Starting day").fill(starting)
    page.get_by_label("Group", exact=True).select_option(label="9B (Year 9)")
    page.get_by_role("button", name="Put on the roll").click()


def contacts(page: Page) -> None:
    """Two contacts, the second rung first; then the first is barred and its number gone."""
    for name, number in (("Ann Example", "07700 900123"), ("Ben Example", "07700 900124")):
        page.get_by_role("link", name="Add a contact").first.click()
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Who they are to the pupil").fill("parent")
        page.get_by_label("First number", exact=False).first.fill(number)
        page.get_by_role("button", name="Add the contact").click()
        expect(page.locator("main")).to_contain_text(number)
    assert_accessible(page)
    page.get_by_role("button", name="Earlier").click()
    expect(page.locator("main tbody tr").first).to_contain_text("Ben Example")
    page.locator("main tbody tr").last.get_by_role("link", name="Restrict").click()
    page.get_by_label("Do not contact").check()
    page.get_by_label("Why").fill("Order of 3 May")
    assert_accessible(page)
    page.get_by_role("button", name="Record the restriction").click()
    expect(page.locator("main")).to_contain_text("Do not contact")
    expect(page.locator("main")).not_to_contain_text("900123")
    assert_accessible(page)


def leave(page: Page) -> None:
    """Refused without a ground; with one, shown first and then done."""
    page.get_by_role("link", name="Leaver", exact=True).click()
    page.get_by_label("Last day on roll").fill("today")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("alert").filter(has_text="regulation 9")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Ground").select_option("a")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("main")).to_contain_text("Nothing has changed yet")
    assert_accessible(page)
    page.get_by_role("button", name="Take off the roll").click()
    expect(page.locator(".message")).to_contain_text("Off the roll")
