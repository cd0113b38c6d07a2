"""The officer keeps the staff list: a mobile that can be dialled, and a duty of which the teacher is told."""

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from tenants.trusts.models import School
from tests.browser import NARROW, assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school with an officer and a teacher."""
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER):
        world.employ(role, school)
    return school


def test_the_officer_edits_a_mobile_and_gives_a_duty(
    page: Page, browser: Browser, world: World, live: Live, school: School
) -> None:
    teacher = world.person(Role.CLASS_TEACHER, school)
    page.goto(live.address(host_of(school), "/week/"))
    page.get_by_role("button", name="School", exact=True).click()
    page.get_by_role("link", name="Staff").click()
    expect(page.get_by_role("heading", name="Staff", level=1)).to_be_visible()
    page.get_by_role("link", name=f"Change email and mobile of {teacher.name}").click()
    page.get_by_label("Work email").fill("teacher@school.example")
    page.get_by_label("Work mobile").fill("7700 900123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="put right")).to_contain_text("A British number begins with 0")
    assert_accessible(page)
    page.get_by_label("Work mobile").fill("07700 900123")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("07700 900123")

    page.get_by_role("link", name=f"Give a duty to {teacher.name}").click()
    shoot(page, "staff-duty")
    assert_accessible(page)
    page.get_by_role("radio", name="Attendance lead").check()
    page.get_by_role("button", name="Give the duty").click()
    expect(page.locator("#duties")).to_contain_text(f"Attendance lead{teacher.name}")
    shoot(page, "staff")
    assert_accessible(page, whole=True)

    with opened(browser) as theirs:
        carry_session(theirs, live, teacher, host_of(school))
        a_notice_is_read(theirs, live.address(host_of(school), "/registers/"))


def a_notice_is_read(page: Page, begin: str) -> None:
    """Told of the duty, the teacher opens the notice by keyboard and stands on the list that the duty opened."""
    page.goto(begin)
    notices = page.locator(".top .notices")
    expect(notices).to_have_accessible_name("Notices 1 unread")
    shoot(page, "notices-told")
    assert_accessible(page)
    notices.press("Enter")
    expect(page.get_by_role("heading", name="Notices", level=1)).to_be_visible()
    shoot(page, "notices")
    assert_accessible(page)
    page.get_by_role("link", name="You have been given a duty.").press("Enter")
    expect(page.get_by_role("heading", name="Staff", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("teacher@school.example")
    expect(page.get_by_role("link", name="Give a duty")).to_have_count(0)
    expect(notices).to_have_accessible_name("Notices")
    page.set_viewport_size({"width": NARROW, "height": 780})
    page.get_by_role("button", name="Class Teacher").click()
    page.get_by_role("link", name="Notices").click()
    expect(page.locator("main")).to_contain_text("Nothing unread.")
