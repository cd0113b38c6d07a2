"""A mother answers by the link on her phone; the officer accepts it for one child, and for the other by the keys."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from schools.absence.models import Reply
from schools.absence.operations.following import follow
from schools.journal.tasks import drain
from schools.registers.models import Mark
from schools.roll.models import Contact, Pupil
from schools.roll.operations.contacts import Bond, Details, add_contact
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, faults_of, opened, shoot
from tests.journeys.classroom import ahead
from tests.live import Live, served
from tests.schools.absence.letters import letter
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.reports.morning import Morning, morning
from tests.schools.roll.acts import BY
from tests.world import World, host_of

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(scope="module")
def made(world: World) -> Morning:
    """Kai of 9C and Mia of 7A have no reason; their mother was written to about both."""
    made = morning(world)
    with school_work(made.school):
        kai, mia = (Pupil.objects.get(pk=one.pk) for one in family(made))
        details = Details(name="Dawn Brown", phones=[("07700 900118", "mobile")])
        link = add_contact(kai, Bond(relationship="mother"), starts_on=dt.date(2026, 9, 1), by=BY, details=details)
        add_contact(mia, Bond(relationship="mother"), starts_on=dt.date(2026, 9, 1), by=BY, known=link.contact)
        follow(THURSDAY, None, now=at(9, 35))
    return made


def family(made: Morning) -> tuple[Pupil, Pupil]:
    return made.pupils["9C"][0], made.pupils["7A"][0]


@pytest.fixture(scope="module")
def school(made: Morning) -> School:
    return made.school


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(at(9, 50))) as server:
        yield server


def link_of(made: Morning) -> str:
    with school_work(made.school):
        return letter(Contact.objects.get(name="Dawn Brown"), family(made), at(9, 40))


def names(made: Morning) -> list[str]:
    with school_work(made.school):
        found = (Pupil.objects.get(pk=one.pk) for one in family(made))
        return [one.preferred or one.forename for one in found]


def born(made: Morning) -> str:
    with school_work(made.school):
        return f"{Pupil.objects.get(pk=family(made)[0].pk).birth:%d/%m/%Y}"


def give_the_date(page: Page, made: Morning) -> None:
    page.get_by_label("Date of birth of one of your children").fill(born(made))
    page.get_by_role("button", name="Go on").click()


def test_a_mother_answers_on_her_phone_and_the_officer_accepts_for_each_child(
    browser: Browser, page: Page, live: Live, school: School, made: Morning
) -> None:
    kai, mia = names(made)
    with opened(browser, **PHONE) as phone:
        phone.goto(live.address(host_of(school), link_of(made)))
        expect(phone.locator("h1")).to_have_text("Tell us why your child is away")
        shoot(phone, "parent-birth")
        assert_accessible(phone)
        phone.set_viewport_size({"width": 360, "height": 740})
        phone.get_by_label("Date of birth of one of your children").fill("1/1/2009")
        phone.get_by_role("button", name="Go on").click()
        expect(phone.locator(".summary")).to_contain_text("4 more tries")
        assert kai not in phone.content()
        give_the_date(phone, made)
        expect(phone.get_by_role("group", name=f"{kai} is")).to_be_visible()
        shoot(phone, "parent-answer")
        assert_accessible(phone)
        phone.get_by_role("group", name=f"{kai} is").get_by_label("Ill", exact=True).check()
        phone.get_by_label(f"In your own words, about {kai}").fill("A temperature since last night")
        phone.get_by_role("group", name=f"{mia} is").get_by_label("Something else").check()
        phone.get_by_role("button", name="Send to the school").click()
        expect(phone.locator(".summary")).to_contain_text("Write in a few words what it is.")
        phone.get_by_label(f"In your own words, about {mia}").fill("Same as her brother")
        phone.get_by_role("button", name="Send to the school").click()
        expect(phone.locator("h1")).to_have_text("Thank you")
        shoot(phone, "parent-thanks")
        assert_accessible(phone)
        phone.goto(phone.url)
        expect(phone.locator("h1")).to_have_text("This link opens nothing")
    drain.run(str(school.pk))
    accept_by_the_keys(page, live, school, made)


def accept_by_the_keys(page: Page, live: Live, school: School, made: Morning) -> None:
    page.goto(live.address(host_of(school), "/today/"))
    expect(page.locator("#replies tbody tr")).to_have_count(2)
    shoot(page, "today-replies")
    line = page.locator("#replies tr").filter(has_text="A temperature since last night")
    line.locator("[data-act]").press("Enter")
    expect(page.locator("h1")).to_have_text("Brown, Kai")
    expect(page.locator("#words")).to_contain_text("Chose “Ill”")
    shoot(page, "reply")
    assert_accessible(page, whole=True)
    expect(page.get_by_role("button", name="Accept I: illness (authorised)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Brown, Mia")
    expect(page.get_by_text("Dawn Brown answered so for a brother or sister.")).to_be_visible()
    shoot(page, "reply-sibling")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Today")
    expect(page.locator("#replies tbody tr")).to_have_count(0)
    with school_work(school):
        keys = [one.key for one in family(made)]
        codes = Mark.objects.filter(pupil_key__in=keys, date=THURSDAY, session=1).values_list("code", flat=True)
        assert list(codes) == ["I", "I"]
        assert not Reply.objects.filter(settled_at=None).exists()


def test_the_page_of_the_link_needs_no_scripts(browser: Browser, live: Live, school: School, made: Morning) -> None:
    with opened(browser, java_script_enabled=False, **PHONE) as phone:
        phone.goto(live.address(host_of(school), link_of(made)))
        give_the_date(phone, made)
        kai, _ = names(made)
        phone.get_by_role("group", name=f"{kai} is").get_by_label("On the way, will be late").check()
        phone.get_by_role("button", name="Send to the school").click()
        expect(phone.locator("h1")).to_have_text("Thank you")
        assert faults_of(phone) == []


def test_a_call_is_taken_down(page: Page, live: Live, school: School, made: Morning) -> None:
    child = made.pupils["8A"][1]
    page.goto(live.address(host_of(school), f"/pupils/{child.pk}/"))
    page.get_by_role("link", name="Take down a call").press("Enter")
    shoot(page, "take-down")
    assert_accessible(page)
    page.get_by_label("Medical or dental").check()
    page.get_by_label("This afternoon").check()
    page.get_by_label("In their own words").fill("Dentist at two")
    page.get_by_role("button", name="Keep it").press("Enter")
    expect(page.get_by_text("Planned: M: medical or dental.").first).to_be_visible()
    shoot(page, "take-down-done")
    with school_work(school):
        mark = Mark.objects.get(pupil_key=child.key, date=THURSDAY, session=2)
        assert (mark.code, mark.planned) == ("M", True)
