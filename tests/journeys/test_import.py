"""The officer sends files in, first with errors, then corrected; sees every change, and applies it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from tenants.trusts.models import School
from tests.browser import assert_accessible, opened
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.intake.test_import_pages import MARKS, ROLL, upn
from tests.world import World, host_of


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    return school


@pytest.fixture
def page(world: World, browser: Browser, live: Live, school: School) -> Iterator[Page]:
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        yield page


def work(school: School) -> None:
    """What the worker does when it is woken."""
    drain.run(str(school.pk))


def send(page: Page, folder: Path, *, roll: str, marks: str) -> None:
    for kind, text in (("roll", roll), ("marks", marks)):
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        page.get_by_label(kind.capitalize(), exact=True).set_input_files(folder / f"{kind}.csv")
    page.get_by_label("Exported on").fill("18/11/2026")
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("Checking the files")).to_be_visible()


@pytest.mark.browser
def test_an_import_with_errors_then_a_clean_one(live: Live, page: Page, school: School, tmp_path: Path) -> None:
    page.goto(live.address(host_of(school)))
    page.get_by_role("button", name="School", exact=True).click()
    page.get_by_role("link", name="Imports").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("Choose a roll, a file of marks, or both.").first).to_be_visible()
    assert_accessible(page)

    send(page, tmp_path, roll=ROLL.replace("14/03/2013", "31/02/2013", 1), marks=MARKS)
    assert_accessible(page)
    work(school)
    expect(page.get_by_text("This import cannot be used as it is.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Roll, row 2")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Nothing of it was used")).to_be_visible()

    send(page, tmp_path, roll=ROLL, marks=MARKS.replace(f"{upn(102)},03/09/2026,PM,\\", f"{upn(102)},03/09/2026,PM,Q9"))
    work(school)
    expect(page.get_by_text("2 new pupils")).to_be_visible()
    expect(page.locator(".lede")).to_contain_text("7 new marks")
    expect(page.get_by_role("heading", name="Set aside")).to_be_visible()
    assert_accessible(page, whole=True)
    page.get_by_role("button", name="Apply 9 changes").click()
    expect(page.get_by_text("Applying what was checked")).to_be_visible()
    work(school)
    expect(page.get_by_text("Applied on")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Pupils", exact=True).click()
    expect(page.get_by_role("row", name="Importee, Forename101")).to_contain_text("100.0%")
