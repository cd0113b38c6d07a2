"""The safeguarding lead asks who saw a pupil, after the officer looked: in a real browser, from page to page."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.london import LONDON
from schools.registers.models import Entry, MarkVersion
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.world import HALF_TERMS, World, host_of

OFFICER, LEAD = Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """A school whose officer has changed one mark of a pupil, and said why."""
    school = world.another_school(filled=True)
    officer = world.employ(OFFICER, school)
    world.employ(LEAD, school)
    with school_work(school):
        StaffMember.objects.filter(person_id=officer.pk).update(name="Ana Whitlock")
        post = StaffMember.objects.get(person_id=officer.pk)
        entry = Entry.objects.create(
            staff_id=post.pk,
            by_name=post.name,
            by_position=post.position,
            source=Entry.Source.PAGE,
            at=dt.datetime.combine(HALF_TERMS[0][1], dt.time(9, 30), LONDON),
        )
        MarkVersion.objects.create(
            entry=entry,
            pupil_key=4,
            date=HALF_TERMS[0][1],
            session=1,
            old_code="N",
            new_code="I",
            reason="Reason for absence established",
        )
    return school


@pytest.mark.browser
def test_the_lead_sees_that_the_officer_looked(
    browser: Browser, live: Live, world: World, school: School, tmp_path: Path
) -> None:
    host = host_of(school)
    with school_work(school):
        pupil = Pupil.objects.get(key=4)
    with opened(browser) as page:
        carry_session(page, live, world.person(OFFICER, school), host)
        page.goto(live.address(host, "/pupils/"))
        page.get_by_role("link", name="Pupil4").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Pupil4")
        answer = page.goto(live.address(host, f"/pupils/{pupil.pk}/history/"))
        assert answer is not None
        assert answer.status == 404
    with opened(browser) as page:
        carry_session(page, live, world.person(LEAD, school), host)
        _the_leads_part(page, live.address(host, f"/pupils/{pupil.pk}/"), tmp_path)


def _the_leads_part(page: Page, pupil: str, folder: Path) -> None:
    page.goto(pupil)
    page.get_by_role("link", name="Who saw or changed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pupil4")
    rows = page.locator("main tbody tr")
    expect(rows.first).to_contain_text("opened this history")
    expect(rows.filter(has_text="Attendance officer").filter(has_text="saw this pupil’s page")).to_have_count(1)
    expect(rows.filter(has_text="saw a list of the whole school (6 pupils)")).to_have_count(1)
    expect(rows.filter(has_text="N → I, because: Reason for absence established")).to_have_count(1)
    assert_accessible(page)

    page.get_by_label("What").select_option("marks")
    page.get_by_role("button", name="Show these").click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Ana Whitlock")
    assert "Canary" not in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a file").click()
    download.value.save_as(folder / "history.csv")
    with (folder / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["From"], line["To"], line["Who"]) == ("N", "I", "Ana Whitlock")

    page.get_by_label("What").select_option("seen")
    page.get_by_label("From", exact=True).fill("tomorow")
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_text("That is not a date we can read.")).to_be_visible()
    expect(page.get_by_label("From", exact=True)).to_have_value("tomorow")
    expect(rows.filter(has_text="downloaded this history")).to_have_count(1)
    assert_accessible(page)
