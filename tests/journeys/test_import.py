"""The officer sends files in: of another shape, with too many bad rows, with one; sees every change, agrees, applies it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from tenants.trusts.models import School
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.intake.test_import_pages import MARKS, ROLL, upn
from tests.world import World, host_of

MANY = (
    ROLL.splitlines()[0]
    + "\n"
    + "".join(
        f"{upn(serial)},Importee,Forename{serial},14/03/2013,F,Year  9,9B,02/09/2026\n" for serial in range(101, 131)
    )
)


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
def test_files_that_cannot_be_used_then_one_with_a_bad_row(
    live: Live, page: Page, school: School, tmp_path: Path
) -> None:
    page.goto(live.address(host_of(school)))
    page.get_by_role("button", name="School", exact=True).click()
    page.get_by_role("link", name="Imports").click()
    expect(page.get_by_text("Nothing has been imported yet.")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("Choose a roll, a file of marks, or both.").first).to_be_visible()
    assert_accessible(page)

    # Another shape: the column of the numbers is missing.
    send(page, tmp_path, roll=ROLL.replace("UPN,", "Number,"), marks=MARKS)
    assert_accessible(page)
    work(school)
    refused(page, "import-shape")
    # Too many bad rows.
    head, *good = (f"{line}\n" for line in MANY.splitlines())
    bad = [line.replace("14/03/2013", "31/02/2013") for line in good[:5]]
    send(page, tmp_path, roll="".join([head, *bad, *good[5:]]), marks=MARKS)
    work(school)
    expect(page.get_by_text("5 of the file’s 30 rows cannot be used, which is more than one in 50.")).to_be_visible()
    refused(page, "import-too-many")

    # One bad row of thirty, a code that nobody knows, and a year group that is far from the age.
    odd = good[1].replace("Year  9", "Year  6")
    unknown = MARKS.replace(f"{upn(102)},03/09/2026,PM,\\", f"{upn(102)},03/09/2026,PM,Q9")
    send(page, tmp_path, roll="".join([head, bad[0], odd, *good[2:]]), marks=unknown)
    work(school)
    expect(page.locator(".lede")).to_contain_text("29 new pupils and 0 changed pupils, 3 new marks")
    expect(page.locator(".lede")).to_contain_text("1 row is held back.")
    for heading in ("Held back", "Set aside", "To look at"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("rowheader", name="Roll, row 2")).to_be_visible()
    assert_accessible(page, whole=True)
    shoot(page, "import-held-back")

    page.get_by_role("link", name="See every change").click()
    expect(page.get_by_role("heading", name="Every change")).to_be_visible()
    expect(page.get_by_role("row", name="Importee, Forename102")).to_contain_text("Year 6, 9B")
    assert_accessible(page)
    shoot(page, "import-changes")
    page.get_by_role("link", name="First marks 1").click()
    expect(page.get_by_role("row", name="Importee, Forename102")).to_contain_text("Wed / \\, Thu / -")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all").click()
    assert download.value.suggested_filename == "import-changes.csv"
    page.get_by_role("link", name="Import of").click()

    page.get_by_role("button", name="Apply 32 changes").click()
    assert page.evaluate("document.activeElement.id") == "agreed", "asked for first, by the browser itself"
    page.get_by_label("Go on without the row that is held back").check()
    page.get_by_role("button", name="Apply 32 changes").click()
    expect(page.get_by_text("Applying what was checked")).to_be_visible()
    work(school)
    expect(page.get_by_text("Applied on")).to_be_visible()
    expect(page.get_by_text("1 row was held back.")).to_be_visible()
    assert_accessible(page)
    shoot(page, "import-applied")

    page.get_by_role("link", name="Pupils", exact=True).click()
    expect(page.get_by_role("row", name="Importee, Forename102")).to_contain_text("100.0%")


def refused(page: Page, name: str) -> None:
    """The page of an import that cannot be used: it says so, and nothing on it says that it can; then it is given up."""
    expect(page.get_by_text("This import cannot be used as it is.")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    expect(page.get_by_text("can be applied")).to_have_count(0)
    assert_accessible(page)
    shoot(page, name)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Nothing of it was used")).to_be_visible()
