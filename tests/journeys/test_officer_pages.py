"""The officer's pages in a real browser: figures that open, narrowing without losing one's place, nothing in the way."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry, refresh_weeks
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import World, canary, host_of

DAYS = [dt.date(2026, 9, day) for day in (2, 3, 4, 7, 8)]


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school whose six pupils missed 0, 1, 2, 5, 9 and 10 of ten sessions."""
    school = world.another_school(filled=True)
    slots = [(day, session) for day in DAYS for session in (1, 2)]
    with school_work(school):
        entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.SYSTEM)
        copy_marks(
            entry,
            (
                (key, day, session, "I" if number < missed else "/\\"[session - 1], None)
                for key, missed in enumerate((0, 1, 2, 5, 9, 10), start=1)
                for number, (day, session) in enumerate(slots)
            ),
        )
        refresh_weeks(DAYS[0], DAYS[-1])
    world.employ(Role.ATTENDANCE_OFFICER, school)
    world.employ(Role.SCHOOL_GOVERNOR, school)
    return school


@pytest.fixture
def page(world: World, browser: Browser, live: Live, school: School) -> Iterator[Page]:
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        yield page


@pytest.mark.browser
def test_the_list_opens_its_figures_and_narrows(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/"))
    expect(page.get_by_role("heading", name="Pupils", level=1)).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(6)
    assert_accessible(page)

    page.locator(".lede .opens").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.get_by_label("Show").select_option("severe")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("main tbody tr")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"[?&]show=severe(&|$)"))
    assert "Canary" not in page.url
    assert_accessible(page)

    page.get_by_label("Show").select_option("near")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nobody.")).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser
def test_a_pupils_totals_explain_themselves(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/"))
    page.get_by_role("link", name="Pupil4").first.click()
    expect(page.locator(".lede")).to_contain_text("missed 5 sessions (2½ days)")
    expect(page.locator(".lede")).to_contain_text("Severely absent")
    assert_accessible(page)
    page.locator(".total .opens").first.click()
    expect(page.locator("#why-attendance")).to_contain_text("5 attended ÷ 10 possible")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Pupils", exact=True).first.click()
    expect(page.locator("main tbody tr")).to_have_count(6)


@pytest.mark.browser
def test_a_pupil_is_found_from_anywhere_by_the_keys(live: Live, page: Page, school: School) -> None:
    """Ctrl-K, part of the name, Enter: the pupil when there is one, else those it may be with the first focused."""
    page.goto(live.address(host_of(school), "/registers/"))
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(canary(school)[:6])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    expect(page.locator("tbody a").first).to_be_focused()
    assert page.url == live.address(host_of(school), "/search/"), "no name in the address"
    assert_accessible(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("pupil1")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Pupil1")


@pytest.mark.browser
def test_names_can_be_hidden_while_projecting(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/"))
    name = page.get_by_role("link", name="Pupil1")
    before = name.evaluate("element => getComputedStyle(element).filter + getComputedStyle(element).color")
    page.get_by_role("button", name="Hide names").first.click()
    after = name.evaluate("element => getComputedStyle(element).filter + getComputedStyle(element).color")
    assert before != after


@pytest.mark.browser
def test_a_governor_on_no_panel_is_told_so_calmly(browser: Browser, live: Live, world: World, school: School) -> None:
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.SCHOOL_GOVERNOR, school), host_of(school))
        page.goto(live.address(host_of(school)))
        expect(page.get_by_text("You are named for no panel.")).to_be_visible()
        assert_accessible(page)
