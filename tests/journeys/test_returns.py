"""A joiner and a leaver to their returns: found by the worker, put right where something is missing, sent and answered."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.returns.models import Return, ReturnFile
from schools.roll.models import Pupil
from schools.roll.operations.admissions import Joiner, Start, admit_pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from schools.roll.operations.families import set_household
from schools.roll.operations.leavers import Leaving, remove_from_roll
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, shoot
from tests.journeys.classroom import THURSDAY
from tests.schools.roll.acts import BY, group
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    """A joiner of today with a home and no parent recorded, and a leaver of today whose next school nobody wrote down."""
    school = world.another_school(filled=True)
    world.employ(Role.ATTENDANCE_OFFICER, school)
    with school_work(school):
        joiner = Joiner(surname="Mensah", forename="Esi", birth=THURSDAY.replace(year=2012), sex="F")
        esi = admit_pupil(joiner, Start(starts_on=THURSDAY, group=group()), today=THURSDAY, by=BY)
        set_household(esi, from_day=THURSDAY, address="14 Foundry Row", by=BY)
        leaver = Pupil.objects.get(key=1)
        set_household(leaver, from_day=THURSDAY, address="1 Mill Lane", by=BY)
        _mother(leaver)
        remove_from_roll(leaver, Leaving(last_day=THURSDAY, ground="a"), today=THURSDAY, by=BY)
    yield school


def _mother(pupil: Pupil) -> None:
    details = Details(name="Abena Mensah", phones=[("07700 900131", "mobile")])
    add_contact(pupil, Bond(relationship="mother", lives_with=True), starts_on=THURSDAY, by=BY, details=details)


def test_a_joiner_and_a_leaver_to_their_returns(page: Page, school: School) -> None:
    drain.run(str(school.pk))
    page.goto(page.url.replace("/-/carried/", "/returns/"))
    due = page.locator("#due")
    expect(due.get_by_role("row")).to_have_count(3)
    assert_accessible(page)
    shoot(page, "returns")
    _leaver(page)
    _joiner(page, school)
    with school_work(school):
        assert set(Return.objects.values_list("state", flat=True)) == {"sent", "approved"}
        assert ReturnFile.objects.get(kind="deletion").answer == "Thank you, noted."


def _leaver(page: Page) -> None:
    """Refused without the next school, beside its field; then approved, sent and answered."""
    page.locator("#due").get_by_role("row").filter(has_text="Deletion").get_by_role("link").click()
    assert_accessible(page, whole=True)
    page.get_by_role("button", name="Check and approve").click()
    expect(page.locator(".summary")).to_contain_text("names another school. Write which.")
    assert_accessible(page)
    shoot(page, "return-refused")
    page.get_by_label("Next school").fill("Beech School")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Record as sent")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the file").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "Beech School" in text
    assert "Mensah" not in saved.value.suggested_filename
    page.get_by_label("How").select_option("portal")
    page.get_by_role("button", name="Record as sent").click()
    page.get_by_label("Answered on").fill("today")
    page.get_by_label("What they answered").fill("Thank you, noted.")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.locator("#answer")).to_contain_text("Thank you, noted.")
    shoot(page, "return-file")
    page.get_by_role("link", name="Returns", exact=True).first.click()


def _joiner(page: Page, school: School) -> None:
    """The missing parent is put right on the roll; then it goes with the others that are ticked."""
    row = page.locator("#due").get_by_role("row").filter(has_text="New pupil")
    expect(row).to_contain_text("1 field missing")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve the ticked").click()
    expect(page.locator(".summary")).to_contain_text("Nothing was approved")
    with school_work(school):
        _mother(Pupil.objects.get(surname="Mensah"))
    page.goto(page.url)
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve the ticked").click()
    expect(page.get_by_role("heading", name="Record as sent")).to_be_visible()
