"""A pupil's year in a real browser: the calendar by keyboard, a day read aloud, its history, and what stood before."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.registers.models import Entry, Mark, MarkVersion
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import NARROW, assert_accessible, shoot
from tests.live import Live, served
from tests.schools.pupils.years import FIRST, school_days, slots, write_marks
from tests.world import World, host_of

NOW = dt.datetime(2026, 11, 19, 9, 35, tzinfo=dt.UTC)
TODAY = NOW.date()


def marks_of_the_mock() -> dict[tuple[dt.date, int], str]:
    """100 possible sessions by the morning of 19 November, 9 missed, 6 late, 3 not possible: the worked example."""
    found = {slot: "/\\"[slot[1] - 1] for slot in slots(school_days(FIRST, TODAY))}
    del found[TODAY, 2]
    late = [(9, 11), (9, 28), (10, 13), (11, 4), (11, 16)]
    found |= {(dt.date(2026, month, day), 1): "L" for month, day in late}
    found |= {(dt.date(2026, 9, day), session): "I" for day in (22, 23) for session in (1, 2)}
    found |= {(dt.date(2026, 10, 7), 2): "Y4"} | {(dt.date(2026, 10, 8), session): "Y4" for session in (1, 2)}
    found |= {(dt.date(2026, 10, 16), 2): "M", (dt.date(2026, 11, 6), 1): "O", (dt.date(2026, 11, 6), 2): "O"}
    found |= {(dt.date(2026, 11, 13), 2): "U", (TODAY, 1): "N"}
    return found


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school whose first pupil has the year of the worked example, with one mark amended on 12 November."""
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    marks = marks_of_the_mock()
    write_marks(school, {1: marks, 2: {slot: "/\\"[slot[1] - 1] for slot in marks}})
    with school_work(school):
        on = dt.date(2026, 11, 6)
        entry = Entry.objects.create(
            at=dt.datetime(2026, 11, 12, 9, 30, 20, tzinfo=dt.UTC),
            by_name="Ana Petrov",
            by_position="Attendance officer",
            source=Entry.Source.PAGE,
        )
        MarkVersion.objects.create(
            entry=entry, pupil_key=1, date=on, session=1, old_code="O", new_code="G", reason="Holiday, said the father"
        )
        Mark.objects.filter(pupil_key=1, date=on, session=1).update(code="G", entry_id=entry.pk)
    return school


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with time_machine.travel(NOW, tick=True), served() as server:
        yield server


def address(live: Live, school: School, more: str = "") -> str:
    with school_work(school):
        return live.address(host_of(school), f"/pupils/{Pupil.objects.get(key=1).pk}/{more}")


@pytest.mark.browser
def test_the_year_is_one_tab_stop_whose_arrows_read_each_day(live: Live, page: Page, school: School) -> None:
    page.goto(address(live, school))
    shoot(page, "pupil")
    expect(page.locator(".week > a[tabindex='0']")).to_have_count(1)
    line = page.locator("[data-reads]")
    expect(line).to_contain_text("Thursday 19 November: AM N, no reason yet; PM not yet due")
    page.locator(".week > a[tabindex='0']").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(line).to_contain_text("Friday 13 November: AM /, present; PM U, late, after the register closed")
    page.keyboard.press("ArrowLeft")
    expect(line).to_contain_text("Friday 6 November: AM G, holiday, not agreed; PM O, no good reason")
    expect(line).to_contain_text("AM saved by Ana Petrov")
    page.keyboard.press("ArrowLeft")
    expect(line).to_contain_text("Friday 23 October")
    page.keyboard.press("ArrowDown")
    expect(line).to_contain_text("Monday 2 November")
    expect(page.locator(".week > a[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("AM register")
    assert page.locator(":focus").get_attribute("href").endswith("/2026-11-02/am/")
    assert_accessible(page, whole=True)


@pytest.mark.browser
def test_a_day_opens_every_version_of_its_marks(live: Live, page: Page, school: School) -> None:
    page.goto(address(live, school))
    page.locator(".week > a[aria-label^='Friday 6 November']").click()
    expect(page.locator("[data-reads]")).to_contain_text("Friday 6 November")
    page.get_by_role("link", name="History of this day").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("O, no good reason")
    expect(dialog).to_contain_text("G, holiday, not agreed")
    expect(dialog).to_contain_text("Reason: Holiday, said the father")
    shoot(page, "versions")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.locator(".week > a[tabindex='0']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Friday 6 November 2026")
    assert_accessible(page)


@pytest.mark.browser
def test_at_360_pixels_the_year_runs_down(live: Live, page: Page, school: School) -> None:
    page.set_viewport_size({"width": NARROW, "height": 780})
    page.goto(address(live, school))
    days = page.locator(".week > a[aria-label^='Monday 2 November'], .week > a[aria-label^='Tuesday 3 November']")
    monday, tuesday = (days.nth(place).bounding_box() for place in (0, 1))
    assert monday["y"] == tuesday["y"]
    assert monday["x"] < tuesday["x"]
    expect(page.locator(".week.future").first).to_be_hidden()
    page.locator(".week > a[tabindex='0']").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-reads]")).to_contain_text("Thursday 12 November")


@pytest.mark.browser
def test_what_stood_before_stands_beside_now(live: Live, page: Page, school: School) -> None:
    page.goto(address(live, school))
    page.get_by_label("Date and time").fill("nonsense")
    page.get_by_role("button", name="Show then beside now").click()
    expect(page.get_by_text("That is not a date we can read").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("As it stood at").fill("12/11/2026 9:30")
    page.get_by_role("button", name="Show then beside now").click()
    expect(page.locator(".lede")).to_contain_text("1 mark was otherwise than now")
    row = page.locator("main tbody tr", has_text="Friday 6 November 2026, AM")
    expect(row).to_contain_text("O, no good reason")
    expect(row).to_contain_text("Ana Petrov, 12 November 2026, 09:30:20: Holiday, said the father")
    shoot(page, "pupil-as-at")
    assert_accessible(page)
    page.get_by_label("As it stood at").fill("today")
    page.get_by_role("button", name="Show then beside now").click()
    expect(page.locator(".lede")).to_contain_text("every mark stood as it does now")
    assert_accessible(page)
