"""Patterns opened by their bars and taken into a case (AO-4); the worklist put on Thursday's agenda (AO-5); a year meeting
from its agenda to its recap, and the tutor's own view (AO-10)."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup, YearLead
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import ahead
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.meetings.autumn import write_autumn
from tests.schools.registers.taking import THURSDAY, at
from tests.world import World, host_of

pytestmark = pytest.mark.browser

SINCE = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    """Thursday afternoon, before the meeting."""
    with served(CLOCK_AHEAD=ahead(at(15, 20))) as server:
        yield server


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """9B in its autumn, with an officer, the year's head and the tutor, whom the school writes to."""
    school = world.another_school(filled=True)
    roles = (Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR, Role.CLASS_TEACHER)
    people = world.employ_all(roles, school)
    with school_work(school):
        for role in roles:
            StaffMember.objects.filter(person_id=people[role].pk).update(email=f"{role.value}@alder.example")
        posts = {post.person_id: post for post in StaffMember.objects.all()}
        YearLead.objects.create(year_group="9", staff=posts[people[Role.HEAD_OF_YEAR].pk], starts_on=SINCE)
        group = RegistrationGroup.objects.get()
        GroupTutor.objects.create(group=group, staff=posts[people[Role.CLASS_TEACHER].pk], starts_on=SINCE)
        keys = list(Pupil.objects.order_by("sort_name", "key").values_list("key", flat=True))
    write_autumn(school, keys)
    return school


def names(page: Page, part: str) -> list[str]:
    """Whom a part of the page names, by their forenames."""
    return [text.split(", ")[1] for text in page.locator(f"#{part} tbody th a[data-name]").all_inner_texts()]


def agenda(page: Page) -> list[list[str]]:
    """The agenda's rows as they are to be seen: number, pupil, and what."""
    rows = page.locator("main tr:has(td[data-l='No']):visible").all()
    cells = "td[data-l='No'], th, td[data-l='What']"
    return [row.locator(cells).locator("visible=true").all_inner_texts() for row in rows]


def test_a_bar_yields_exactly_its_pupils_and_one_press_opens_a_case(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/patterns/"))
    expect(page.locator(".lede")).to_contain_text("3 pupils of 6 have a pattern in Autumn term")
    for key, heading, whom in (
        ("weekday_5", "3 or more Fridays", ["Pupil2"]),
        ("spells", "4 or more spells", ["Pupil3"]),
        ("bank_holiday", "Extends a bank holiday", ["Pupil1"]),
    ):
        page.locator(f"#bars a[href*='show={key}']").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert names(page, "pupils") == whom
    expect(page.locator("#pupils .pattern-days")).to_have_text("Fri 25 Sep, Tue 29 Sep")
    shoot(page, "patterns")
    assert_accessible(page)

    page.locator("#pupils").get_by_role("button", name="Open a case").click()
    page.wait_for_url("**/cases/*/")
    expect(page.get_by_role("main")).to_contain_text(
        "Extends a bank holiday: 2 days in 2 September to 19 November 2026"
    )


def test_a_year_meeting_from_the_worklist_to_the_recap(
    live: Live, page: Page, school: School, world: World, browser: Browser
) -> None:
    host = host_of(school)
    page.goto(live.address(host, "/meetings/"))
    page.get_by_role("link", name="Plan a meeting").click()
    page.get_by_label("Year meeting").check()
    page.get_by_label("Year group").select_option("9")
    page.get_by_label("Day", exact=True).fill(f"{THURSDAY:%d/%m/%Y}")
    page.get_by_label("From").fill("15.30")
    page.get_by_label("To", exact=True).fill("15.00")
    page.get_by_label("Where").fill("Room 4")
    page.get_by_role("group", name="Who comes").get_by_label("Head of year").check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("main")).to_contain_text("The meeting would end at 15:00, before it begins at 15:30.")
    page.get_by_label("To", exact=True).fill("16.15")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", name="Year 9 meeting", level=1)).to_be_visible()
    meeting = page.url

    # From the worklist to Thursday's agenda.
    page.goto(live.address(host, "/pupils/near/"))
    page.get_by_label("Pupil3").check()
    page.get_by_role("button", name="Add to Thursday meeting").click()
    expect(page.get_by_role("main")).to_contain_text("Year 9 meeting, Thursday 19 November 2026")
    page.get_by_label("What is to be talked about").fill("Three sessions from the line")
    page.get_by_role("button", name="Add to Thursday meeting").click()
    page.wait_for_url(meeting)
    expect(page.locator("#added")).to_contain_text("Three sessions from the line")
    assert names(page, "rising") == ["Pupil6"]

    # The head of year leads it: decides, with the line under the hand, and writes it up.
    with opened(browser) as led:
        carry_session(led, live, world.person(Role.HEAD_OF_YEAR, school), host)
        led.goto(meeting)
        led.locator("#rising").get_by_role("link", name="Decide on line 1").click()
        led.get_by_label("What is to be done").fill("Ring home about the last four weeks")
        led.get_by_label("Who does it").select_option(index=1)
        led.get_by_label("By", exact=True).fill("tomorrow")
        led.get_by_role("button", name="Write it down").click()
        expect(led.locator("#decided")).to_contain_text("Ring home about the last four weeks")
        shoot(led, "meeting")
        assert_accessible(led)
        screen = agenda(led)
        led.emulate_media(media="print")
        assert agenda(led) == screen
        assert [number for number, *_ in screen] == ["1", "2", "3", "4"]
        assert led.get_by_role("link", name="Decide on line 1").is_hidden()
        led.emulate_media(media="screen")
        led.get_by_role("link", name="Write it up").click()
        led.get_by_label("Minutes").fill("All agreed.")
        led.get_by_role("button", name="Write it up").click()
        expect(led.locator("#minutes")).to_contain_text("All agreed.")
        led.get_by_role("button", name="Send recap").click()
        expect(led.get_by_role("main")).to_contain_text("Recap sent to 2 people.")

    # The tutor has the group's place, and no pupil.
    with opened(browser) as tutor:
        carry_session(tutor, live, world.person(Role.CLASS_TEACHER, school), host)
        tutor.goto(live.address(host, "/tutor-groups/?week=2026-11-02"))
        expect(tutor.locator(".lede")).to_contain_text("9B attended 96.7% and is 1 of 1")
        shoot(tutor, "tutor-groups")
        assert_accessible(tutor)
