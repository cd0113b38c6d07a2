"""Story AO-2 in a real browser, by the keys alone: no answer, then the aunt says ill, and the sister is confirmed."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.absence.models import Attempt
from schools.journal.tasks import drain
from schools.registers.models import Mark
from schools.roll.models import Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import ahead
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.reports.morning import Morning, morning
from tests.schools.roll.acts import BY
from tests.world import World, host_of

pytestmark = pytest.mark.browser
SINCE = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def made(world: World) -> Morning:
    """Kai of 9C and Mia of 7A have no reason; their mother is rung first, their aunt second."""
    made = morning(world)
    with school_work(made.school):
        kai, mia = made.pupils["9C"][0], made.pupils["7A"][0]
        for name, number in (("Dawn Brown", "07700 900118"), ("Rose Brown", "07700 900119")):
            details = Details(name=name, phones=[(number, "mobile")])
            bond = Bond(relationship="mother" if name.startswith("Dawn") else "aunt")
            link = add_contact(Pupil.objects.get(pk=kai.pk), bond, starts_on=SINCE, by=BY, details=details)
            add_contact(Pupil.objects.get(pk=mia.pk), bond, starts_on=SINCE, by=BY, known=link.contact)
    return made


@pytest.fixture(scope="module")
def school(made: Morning) -> School:
    return made.school


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    """At 10:15: what was written by then has not been answered, and calls are due."""
    with served(CLOCK_AHEAD=ahead(at(10, 15))) as server:
        yield server


def to_the_sheet(page: Page, live: Live, school: School, name: str) -> None:
    page.goto(live.address(host_of(school), "/today/"))
    line = page.locator("#no-reason tr").filter(has=page.get_by_role("link", name=name, exact=True))
    line.locator("[data-act]").press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def test_no_answer_then_the_aunt_says_ill_and_the_sister_is_confirmed(
    page: Page, live: Live, school: School, made: Morning
) -> None:
    to_the_sheet(page, live, school, "Brown, Kai")
    assert page.evaluate("document.activeElement.textContent").startswith("Call 07700 900118")
    shoot(page, "call-sheet")
    assert_accessible(page, whole=True)
    page.get_by_role("button", name="No answer").press("Enter")
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.locator("#done")).to_contain_text("Call, contact 1, no answer, Dawn Brown")
    page.get_by_label("Rose Brown").press(" ")
    page.get_by_label("Note", exact=False).first.fill("In bed with a cold")
    page.get_by_role("button", name="Illness").press("Enter")
    expect(page.get_by_text("The register says I now.")).to_be_visible()
    expect(page.get_by_text("Nothing more to do.")).to_be_visible()
    drain.run(str(school.pk))
    to_the_sheet(page, live, school, "Brown, Mia")
    expect(page.get_by_text("Answered for the family.")).to_be_visible()
    page.get_by_label("Rose Brown").press(" ")
    page.get_by_role("button", name="Illness").press("Enter")
    expect(page.get_by_text("The register says I now.")).to_be_visible()
    with school_work(school):
        keys = [made.pupils[form][0].key for form in ("9C", "7A")]
        codes = Mark.objects.filter(pupil_key__in=keys, date=THURSDAY).values_list("code", flat=True)
        assert list(codes) == ["I", "I"]
        assert Attempt.objects.count() == 3


def test_the_lead_takes_a_child_over_on_a_phone(
    world: World, browser: Browser, live: Live, school: School, made: Morning
) -> None:
    lead = world.person(Role.SAFEGUARDING_LEAD, school)
    child = made.pupils["8A"][0]
    sheet = f"/first-day/{child.pk}/{THURSDAY}/"
    with opened(browser, viewport={"width": 360, "height": 740}) as page:
        carry_session(page, live, lead, host_of(school))
        page.goto(live.address(host_of(school), sheet))
        page.get_by_role("button", name="Hand over now").click()
        expect(page.get_by_text("Handed over.")).to_be_visible()
        page.get_by_role("button", name="I have it").click()
        page.get_by_label("What you found").fill("Seen at home, safe.")
        page.get_by_role("button", name="Sign off").click()
        expect(page.locator("#lead")).to_contain_text("Signed off by")
        shoot(page, "call-sheet-narrow")
        assert_accessible(page)


def test_the_ladder_is_set_by_a_form(page: Page, live: Live, school: School) -> None:
    page.goto(live.address(host_of(school), "/first-day/ladder/"))
    shoot(page, "ladder")
    assert_accessible(page)
    page.get_by_label("Minutes of step 2").fill("20")
    page.get_by_role("button", name="Save the ladder").press("Enter")
    expect(page.locator(".summary, .error-summary").first).to_contain_text("Step 2 is due before the step above it")
    page.get_by_label("Minutes of step 2").fill("50")
    page.get_by_role("button", name="Save the ladder").press("Enter")
    expect(page.get_by_text("The ladder holds from now on.")).to_be_visible()
