"""A case refers to a service: blocked, consented to, sent, asked for more, sent again, accepted; the lead reads the log."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.rules.opening import Kind
from schools.roll.models import Contact, PupilContact
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.journeys.test_cases import press
from tests.live import Live, served
from tests.world import HALF_TERMS, World, host_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def with_a_case(room: Classroom) -> Case:
    """A case of the first pupil, whose mother may be rung."""
    with school_work(room.school):
        pupil = room.pupils[0]
        mother = Contact.objects.create(name="Karen Abdi")
        PupilContact.objects.create(
            pupil=pupil, contact=mother, relationship="Mother", priority=1, starts_on=HALF_TERMS[0][1]
        )
        act = Act(Signature(SYSTEM, "Attendance officer"), MORNING)
        return open_case(pupil, kind=Kind.ATTENDANCE, because="Late every Monday since half-term", act=act)


def written_down(page: Page) -> None:
    """The officer writes a service into the directory, with a mistake first."""
    page.get_by_role("link", name="Add a service").press("Enter")
    page.get_by_label("Service", exact=True).fill("Early Help")
    page.get_by_label("What it is for").fill("Help for a whole family")
    page.get_by_label("How it is reached").fill("01632 960 300")
    page.get_by_label("The service’s own portal").check()
    page.get_by_label("What the child says").check()
    page.get_by_label("Whom the service may ring at home").check()
    page.get_by_label("Waiting time, as last heard").fill("about three weeks")
    page.get_by_role("button", name="Add it").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("A waiting time has the day on which it was heard.")
    assert_accessible(page)
    page.get_by_label("Heard on").fill("2 nov")
    page.get_by_role("button", name="Add it").press("Enter")
    expect(page.locator(".lede")).to_contain_text("1 service the school works with")
    shoot(page, "services")
    assert_accessible(page)


def test_blocked_consented_sent_asked_sent_again_accepted_and_in_the_log(
    world: World, browser: Browser, live: Live
) -> None:
    room = classroom(world, pupils=3)
    world.employ(Role.SAFEGUARDING_LEAD, room.school)
    case, host = with_a_case(room), host_of(room.school)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
        page.goto(live.address(host, "/services/"))
        written_down(page)
        page.goto(live.address(host, f"/cases/{case.pk}/"))
        page.get_by_role("link", name="Refer to a service").press("Enter")
        page.get_by_label("Early Help").check()
        page.get_by_role("button", name="Begin").press("Enter")
        page.locator("#referrals").get_by_role("link", name="Early Help").press("Enter")
        expect(page.locator(".lede")).to_contain_text("4 things keep it from being sent")
        expect(page.get_by_role("link", name="Send it")).to_have_count(0)
        shoot(page, "referral-blocked")
        assert_accessible(page)
        page.locator("#lacking").get_by_role("link", name="Write it").first.press("Enter")
        page.get_by_label("Why the school refers").fill("Nobody is up in the mornings.")
        page.get_by_label("What the child says").fill("I am tired.")
        page.get_by_label("Whom the service may ring at home").select_option(label="Karen Abdi, Mother")
        page.get_by_role("button", name="Keep it").press("Enter")
        expect(page.locator(".lede")).to_contain_text("1 thing keeps it from being sent")
        words = {"whose": "parent", "name": "Karen Abdi", "what": "All of it", "how": "writing", "given_on": "today"}
        press(page, "Write down consent", "Write it down", **words)
        press(page, "Send it", "Send it", way="portal")
        expect(page.locator("#sent")).to_contain_text("Version 1")
        press(page, "It asks for more", "Write it down", asked="What has been tried?")
        press(page, "Write", "Keep it", why="Nobody is up in the mornings. We tried a breakfast club.")
        press(page, "Send it again", "Send it", way="portal")
        expect(page.locator("#sent")).to_contain_text("Version 2")
        shoot(page, "referral-sent")
        assert_accessible(page)
        press(page, "What the service said", "Write it down", accepted="accept", words="A worker visits on Monday.")
        expect(page.locator(".lede")).to_contain_text("Accepted 19 November 2026: A worker visits on Monday.")
        page.goto(live.address(host, "/referrals/?show=over"))
        expect(page.locator("#list")).to_contain_text("accepted")
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.SAFEGUARDING_LEAD, room.school), host)
        page.goto(live.address(host, "/referrals/"))
        page.get_by_role("link", name="Log of shares").press("Enter")
        expect(page.locator(".lede")).to_contain_text("2 shares in the log")
        expect(page.get_by_text("Consent of Karen Abdi").first).to_be_visible()
        shoot(page, "shares")
        assert_accessible(page)
