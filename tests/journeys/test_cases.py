"""A case from the first worry to its end, by the pages; and a safeguarding note in it that the officer never sees."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from foundation.access.roles import Role
from schools.cases.models import Case
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.world import World, host_of

pytestmark = pytest.mark.browser

REVIEW = "3 December 2026"


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def sign_in(page: Page, live: Live, world: World, school: School, role: Role) -> None:
    carry_session(page, live, world.person(role, school), host_of(school))


def press(page: Page, link: str, button: str, **typed: str) -> None:
    """Follow a link of the case, type into the form it leads to, and press its button: by the keys alone."""
    page.get_by_role("link", name=link, exact=True).first.press("Enter")
    for name, words in typed.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={words}]").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(words)
        else:
            field.fill(words)
    page.get_by_role("button", name=button).press("Enter")


def opened_by_the_officer(page: Page, room: Classroom, live: Live) -> str:
    """From the pupil's page to the case, with a first task and an offer."""
    page.goto(live.address(host_of(room.school), f"/pupils/{room.pupils[0].pk}/"))
    page.get_by_role("link", name="Open a case").press("Enter")
    page.get_by_label("Why").fill("Late every Monday since half-term.")
    shoot(page, "case-open")
    assert_accessible(page)
    page.get_by_role("button", name="Open the case").press("Enter")
    expect(page.get_by_text("Nothing is to be done next")).to_be_visible()
    press(page, "Add a task", "Add the task", what="Listen to the child", whose="attendance_lead", due_on="tomorrow")
    page.get_by_role("link", name="Note one").first.press("Enter")
    page.get_by_label("More about it").fill("Maths, since the new set")
    page.get_by_label("Finds the work or a subject hard").check()
    page.get_by_role("button", name="Note it").press("Enter")
    press(page, "Write down a view", "Keep it", words="I do not understand anything on Mondays.")
    press(page, "Write down an offer", "Keep the offer", what="Breakfast club from Monday")
    return page.url.partition("#")[0]


def test_a_case_goes_from_first_worry_to_improved(
    world: World, browser: Browser, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = classroom(world, pupils=3)
    world.employ(Role.SAFEGUARDING_LEAD, room.school)
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    with opened(browser) as page:
        sign_in(page, live, world, room.school, Role.ATTENDANCE_OFFICER)
        case = opened_by_the_officer(page, room, live)
    with opened(browser) as page:
        sign_in(page, live, world, room.school, Role.SAFEGUARDING_LEAD)
        page.goto(case)
        press(page, "Write a note", "Keep the note", words="Strategy meeting on Friday")
        page.goto(case)
        page.get_by_role("link", name="Write a note").press("Enter")
        page.get_by_label("Note", exact=True).fill("Told us of trouble at home")
        page.get_by_label("Restricted").check()
        page.get_by_role("button", name="Keep the note").press("Enter")
        expect(page.get_by_text("Told us of trouble at home")).to_be_visible()
        shoot(page, "case-lead")
    with opened(browser) as page:
        sign_in(page, live, world, room.school, Role.ATTENDANCE_OFFICER)
        page.goto(case)
        expect(page.get_by_text("Strategy meeting on Friday")).to_be_visible()
        expect(page.get_by_text("trouble at home")).to_have_count(0)
        expect(page.get_by_text("restricted")).to_have_count(0)
        planned_and_closed(page)
    with school_work(room.school):
        row = Case.objects.get()
        assert (row.state, row.outcome, row.closed_on) == ("closed", "improved", dt.date(2026, 11, 19))


def planned_and_closed(page: Page) -> None:
    """The officer's second part: the offer is taken up, a plan agreed and reviewed, and the case closed."""
    page.locator("#offers").get_by_role("link", name="What they answered").press("Enter")
    page.get_by_label("took it up").check()
    page.get_by_role("button", name="Keep it").press("Enter")
    words = {"kind": "personal", "agreed_with": "The mother", "words": "Breakfast club on Mondays"}
    press(page, "Write down a plan", "Keep the plan", **words, helps="A quiet start", review_on=REVIEW)
    expect(page.locator("#plans")).to_contain_text("A quiet start")
    shoot(page, "case")
    assert_accessible(page)
    page.get_by_role("link", name="Set the stage").press("Enter")
    page.get_by_label("1 Listen and understand").check()
    page.get_by_label("Why").fill("We have begun to listen")
    page.get_by_role("button", name="Set the stage").press("Enter")
    expect(page.locator("[aria-current=step]")).to_contain_text("Listen and understand")
    page.locator("#plans").get_by_role("link", name="Review").press("Enter")
    page.get_by_label("Better", exact=True).check()
    page.get_by_label("What it found").fill("In on time for two weeks")
    page.get_by_role("button", name="Keep the review").press("Enter")
    page.get_by_role("link", name="Cases").first.press("Enter")
    expect(page.get_by_text("1 case is open")).to_be_visible()
    shoot(page, "cases")
    assert_accessible(page)
    page.locator("tbody th a").first.press("Enter")
    press(page, "Close", "Close the case", outcome="improved", words="In every day")
    expect(page.get_by_text("1 task of this case is still open").first).to_be_visible()
    page.get_by_role("link", name="Cases").first.press("Enter")
    page.locator("tbody th a").first.press("Enter")
    page.locator("#tasks").get_by_role("link", name="What became of it").press("Enter")
    page.get_by_role("button", name="Keep it").press("Enter")
    press(page, "Close", "Close the case", outcome="improved", words="In every day")
    expect(page.get_by_text("Case closed: attendance improved")).to_be_visible()
    page.goto(page.url.partition("/cases/")[0] + "/cases/moves/")
    shoot(page, "case-moves")
    assert_accessible(page)
