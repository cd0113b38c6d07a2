"""Jo is at a provider that has not confirmed: chased, confirmed by the keys; and the provider's own day by its link."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation import clock
from schools.journal.operations import make_link
from schools.journal.tasks import drain
from schools.provision.models import Provider, ProvisionPlacement
from schools.provision.operations.asking import ATTENDANCE, DAY, facts_of_day
from schools.provision.operations.placing import Agreed, Due, place
from schools.registers.models import Mark
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import ahead
from tests.live import Live, served
from tests.schools.provision.elsewhere import OFFICER, WEEK, provider_of
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.reports.morning import Morning, morning
from tests.world import World, host_of

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
#: Lines of the page that are about the morning.
MORNING = "#lines tr[id$='-1']"
REASON = "Was not on the minibus"


@pytest.fixture
def made(world: World) -> Morning:
    """Jo Bright is at the workshop, as is another of her form; a third is at the farm, where nobody is sent a link."""
    made = morning(world)
    with school_work(made.school):
        first, second, third = (Pupil.objects.get(pk=one.pk) for one in made.pupils["9C"][:3])
        Pupil.objects.filter(pk=first.pk).update(forename="Jo", preferred="", surname="Bright", sort_name="bright jo")
        Mark.objects.filter(pupil_key__in=[one.key for one in (first, second, third)], date=THURSDAY).delete()
        workshop = provider_of("Harbour Workshop", "07700 900555")
        farm = provider_of("Quay Farm", "", kind="employer")
        for pupil, provider, code in ((first, workshop, "B"), (second, workshop, "K"), (third, farm, "W")):
            agreed = Agreed(
                provider, code, WEEK, THURSDAY, THURSDAY.replace(month=12), "To read again and stay in school"
            )
            review = Due("review", THURSDAY.replace(day=30))
            place(pupil, agreed, review=review, may_amend=True, signed=OFFICER, now=at(8, 0))
    return made


@pytest.fixture
def school(made: Morning) -> School:
    return made.school


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(at(9, 50))) as server:
        yield server


def code(made: Morning, place: int) -> str | None:
    with school_work(made.school):
        marks = Mark.objects.filter(pupil_key=made.pupils["9C"][place].key, date=THURSDAY, session=1)
        return marks.values_list("code", flat=True).first()


def link_of(made: Morning) -> str:
    """As the worker makes it for the morning's message."""
    with school_work(made.school):
        workshop = Provider.objects.get(name="Harbour Workshop")
        facts = facts_of_day(workshop, THURSDAY, "Lou Bell", at(9, 0))
        return make_link(DAY, about=("provider", workshop.pk), facts=facts) + ATTENDANCE


def test_story_ao_3_from_today_to_off_site_chased_and_confirmed_by_the_keys(
    page: Page, live: Live, school: School, made: Morning
) -> None:
    page.goto(live.address(host_of(school), "/today/"))
    line = page.locator("#off-site tr").filter(has_text="Bright, Jo")
    expect(line).to_contain_text("not confirmed")
    shoot(page, "today-off-site")
    line.locator("[data-act]").press("Enter")
    expect(page.locator("h1")).to_have_text("Off-site")
    row = page.locator(MORNING).filter(has_text="Bright, Jo")
    expect(row).to_contain_text("not confirmed")
    shoot(page, "off-site")
    assert_accessible(page, whole=True)
    row.get_by_role("button", name="Chase").press("Enter")
    expect(page.get_by_text("Chased: a new link is on its way")).to_be_visible()
    expect(row).to_contain_text("chased 09:50 by text")
    expect(row.get_by_role("button", name="Chase")).to_have_count(0)
    assert code(made, 0) is None
    row.get_by_role("button", name="Present").press("Enter")
    expect(page.get_by_text("Confirmed: it is in the register.")).to_be_visible()
    row = page.locator(MORNING).filter(has_text="Bright, Jo")
    expect(row).to_contain_text("confirmed: B")
    assert code(made, 0) == "B"
    row.get_by_role("link", name="Bright, Jo").press("Enter")
    expect(page.locator("#agreed")).to_contain_text("Harbour Workshop")
    shoot(page, "placement")
    assert_accessible(page)
    page.get_by_role("link", name="Plan a visit or review").press("Enter")
    shoot(page, "placement-review")


def test_a_providers_day_by_link_and_what_the_officer_makes_of_an_absence(
    browser: Browser, page: Page, live: Live, school: School, made: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(9, 50))
    with school_work(school):
        other = str(Pupil.objects.get(pk=made.pupils["9C"][1].pk))
    with opened(browser, java_script_enabled=False, **PHONE) as phone:
        phone.goto(live.address(host_of(school), link_of(made)))
        expect(phone.get_by_role("group", name="Bright, Jo")).to_be_visible()
        shoot(phone, "provider-day")
        phone.get_by_role("group", name="Bright, Jo").get_by_label("Present").check()
        phone.get_by_role("button", name="Send to the school").click()
        expect(phone.locator(".summary")).to_contain_text("Say whether they came")
        phone.get_by_role("group", name=other).get_by_label("Absent").check()
        phone.get_by_label(f"Why, if you know, about {other}").fill(REASON)
        phone.get_by_role("button", name="Send to the school").click()
        expect(phone.locator("h1")).to_have_text("Thank you")
        shoot(phone, "provider-thanks")
        phone.goto(phone.url)
        expect(phone.locator("h1")).to_have_text("Nothing to say yet")
    with opened(browser, **PHONE) as phone:
        phone.goto(live.address(host_of(school), link_of(made)))
        assert_accessible(phone)
    drain.run(str(school.pk))
    page.goto(live.address(host_of(school), "/today/"))
    line = page.locator("#off-site tr").filter(has_text=other)
    expect(line).to_contain_text("absence reported")
    line.locator("[data-act]").press("Enter")
    row = page.locator(MORNING).filter(has_text=other)
    expect(row).to_contain_text(REASON)
    shoot(page, "off-site-absence")
    # The line that Today leads to is where the keys go on from.
    page.keyboard.press("Tab")
    expect(row.get_by_role("link", name=other)).to_be_focused()
    page.keyboard.press("Tab")
    expect(row.locator("select")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered: N. First-day contact begins.")).to_be_visible()
    assert code(made, 1) == "N"


def test_providers_and_a_placement_are_written_down(page: Page, live: Live, school: School) -> None:
    page.goto(live.address(host_of(school), "/provision/providers/"))
    expect(page.locator("tbody tr")).to_have_count(2)
    shoot(page, "providers")
    assert_accessible(page)
    page.get_by_role("link", name="Harbour Workshop").click()
    shoot(page, "provider")
    assert_accessible(page)
    page.goto(live.address(host_of(school), "/provision/file/"))
    shoot(page, "provision-file")
    with school_work(school):
        pupil = ProvisionPlacement.objects.order_by("pk")[0].pupil_id
    page.goto(live.address(host_of(school), f"/provision/pupils/{pupil}/add/"))
    page.get_by_role("button", name="Record the placement").click()
    expect(page.locator(".summary")).to_contain_text("Choose a provider.")
    shoot(page, "placement-add")
    assert_accessible(page)
    page.goto(live.address(host_of(school), f"/pupils/{pupil}/"))
    expect(page.locator("#provision")).to_contain_text("Harbour Workshop")
    shoot(page, "pupil-provision")
