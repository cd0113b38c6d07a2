"""The worklist in a real browser: worked figures, who can still recover first, each figure opened, the ticked printed."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.registers.models import Entry, Mark, MarkVersion
from schools.roll.models import RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, shoot
from tests.live import Live, served
from tests.schools.pupils.years import FIRST, add_pupil, school_days, set_year_of_380, write_marks, year_of
from tests.world import World, host_of

#: The 121st school day of the year: 140 of its 380 sessions are left.
TODAY = school_days(FIRST, dt.date(2027, 7, 21))[120]
NOW = dt.datetime.combine(TODAY, dt.time(8, 0), tzinfo=dt.UTC)
WORKED = {"Nine": (100, 9), "Thirteen": (120, 13), "Ten": (100, 10), "Thirtyseven": (240, 37), "Thirtyeight": (240, 38)}


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school with a year of 380 sessions, the pupils of the worked examples, and one mark amended afterwards."""
    school = world.another_school(filled=True)
    set_year_of_380(school)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        group = RegistrationGroup.objects.get()
        keys = {forename: add_pupil(forename, "Line", group, birth=dt.date(2013, 3, 14)).key for forename in WORKED}
    write_marks(school, {keys[forename]: year_of(*counts) for forename, counts in WORKED.items()})
    with school_work(school):
        entry = Entry.objects.create(
            at=dt.datetime(2026, 9, 9, 10, 0, tzinfo=dt.UTC),
            by_name="Ana Petrov",
            by_position="Attendance officer",
            source=Entry.Source.PAGE,
        )
        on = dt.date(2026, 9, 8)
        MarkVersion.objects.create(
            entry=entry, pupil_key=keys["Nine"], date=on, session=1, old_code="I", new_code="M", reason="Letter seen"
        )
        Mark.objects.filter(pupil_key=keys["Nine"], date=on, session=1).update(code="M", entry_id=entry.pk)
    return school


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with time_machine.travel(NOW, tick=True), served() as server:
        yield server


def expect_names(page: Page, *forenames: str) -> None:
    """These forenames and no others are on the list, in this order."""
    expect(page.locator("main form tbody th")).to_have_text([f"Line, {forename}" for forename in forenames])


@pytest.mark.browser
def test_the_worklist_is_sorted_by_who_can_still_recover(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/"))
    page.get_by_role("link", name="Near persistent absence").click()
    expect(page.get_by_role("heading", name="Near persistent absence", level=1)).to_be_visible()
    expect_names(page, "Ten", "Thirteen", "Thirtyseven", "Nine", "Thirtyeight")
    said = page.locator("main form tbody tr")
    for place, words in enumerate(
        [
            "PA; leaves after 1 attended session",
            "PA; leaves after 11 attended sessions",
            "PA; leaves after 131 attended sessions",
            "2 more sessions to PA",
            "cannot finish below PA",
        ]
    ):
        expect(said.nth(place)).to_contain_text(words)
    shoot(page, "near")
    assert_accessible(page, whole=True)

    page.get_by_role("link", name="Sessions absent").click()
    expect_names(page, "Thirtyeight", "Thirtyseven", "Thirteen", "Ten", "Nine")
    expect(page.get_by_role("columnheader", name="Sessions absent")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Sessions absent").click()
    expect_names(page, "Nine", "Ten", "Thirteen", "Thirtyseven", "Thirtyeight")
    page.get_by_label("Form").select_option("9B")
    assert "9B" not in page.url  # going through the choices by keys carries nobody off
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**form=9B**")
    expect(page.get_by_role("columnheader", name="Sessions absent")).to_have_attribute("aria-sort", "ascending")
    assert "Line" not in page.url


@pytest.mark.browser
def test_a_figure_opens_beside_the_list(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/near/"))
    page.get_by_role("link", name="2 more sessions to PA").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("9 sessions (4½ days) missed ÷ 100 possible")
    expect(dialog).to_contain_text("11 of 102 would be 10.8%")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="2 more sessions to PA")).to_be_focused()

    # A figure whose explanation the page holds further down opens the same way, here and on the list of all pupils.
    page.locator(".lede a").first.click()
    expect(dialog).to_contain_text("3 = can still recover")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.goto(live.address(host_of(school), "/pupils/"))
    for figure, words in zip(
        page.locator(".lede a").all(),
        ("on roll in this selection", "attended ÷", "at least 10%", "at least 50%"),
        strict=True,
    ):
        figure.click()
        expect(dialog).to_contain_text(words)
        page.keyboard.press("Escape")
        expect(figure).to_be_focused()
    page.get_by_role("link", name="2 more sessions to PA").click()
    expect(dialog).to_contain_text("11 of 102 would be 10.8%")
    page.keyboard.press("Escape")
    shoot(page, "pupils")
    assert_accessible(page, whole=True)


@pytest.mark.browser
def test_the_ticked_are_saved_and_printed(live: Live, page: Page, school: School) -> None:
    page.goto(live.address(host_of(school), "/pupils/near/"))
    page.get_by_label("Choose Line, Ten").check()
    page.get_by_label("Choose Line, Nine").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the ticked as a file").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert [row.split(",")[1].strip(' "') for row in rows[1:]] == ["Ten", "Nine"]
    page.emulate_media(media="print")
    expect(page.locator("main form tbody tr:visible")).to_have_count(2)


@pytest.mark.browser
def test_a_long_list_is_ticked_and_saved_by_the_keys(live: Live, page: Page, school: School) -> None:
    """The arrows go from tick to tick, Ctrl-Enter saves from there, and the buttons stay in sight."""
    page.goto(live.address(host_of(school), "/pupils/near/"))
    expect(page.get_by_role("button", name="Save the ticked as a file")).to_be_in_viewport()
    every = page.get_by_label("Tick everyone on this page")
    page.get_by_label("Choose Line, Ten").check()
    expect(every).to_have_js_property("indeterminate", value=True)
    every.check()
    expect(page.locator("tbody input:checked")).to_have_count(5)
    every.uncheck()
    expect(page.locator("tbody input:checked")).to_have_count(0)
    page.get_by_label("Choose Line, Ten").focus()
    for key in ("ArrowDown", "Space", "ArrowDown", "ArrowDown", "ArrowUp", "Space"):
        page.keyboard.press(key)
    with page.expect_download() as download:
        page.keyboard.press("Control+Enter")
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert [row.split(",")[1].strip(' "') for row in rows[1:]] == ["Thirteen", "Thirtyseven"]


@pytest.mark.browser
def test_a_register_as_it_stood_stands_beside_now(live: Live, page: Page, school: School) -> None:
    with school_work(school):
        group = RegistrationGroup.objects.get().pk
    page.goto(live.address(host_of(school), f"/registers/{group}/2026-09-07/as-at/"))
    page.get_by_label("As it stood at").fill("8/9/2026 9.30")
    page.get_by_role("button", name="Show then beside now").click()
    expect(page.locator(".lede")).to_contain_text("1 mark of this week was otherwise than now")
    expect(page.locator("td.differs")).to_have_count(2)
    expect(page.locator("#then td.differs")).to_contain_text("changed since")
    expect(page.locator("#changed")).to_contain_text("Letter seen")
    shoot(page, "group-as-at")
    assert_accessible(page)
