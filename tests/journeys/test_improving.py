"""A notice to improve: begun by the officer, whole before the head approves it, printed, running, and reviewed."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.operations.support import make_offer
from schools.cases.rules.opening import Kind
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.following import run_notice
from schools.journal.tasks import drain
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from schools.roll.models import Contact, PupilContact
from schools.roll.queries.signing import Signature
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.isolation.routes.made.policies import PROFILE
from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.journeys.test_cases import press
from tests.live import Live, served
from tests.schools.pupils.years import write_marks
from tests.world import HALF_TERMS, World, host_of

pytestmark = pytest.mark.browser

MONDAY = dt.date(2026, 11, 9)
#: The Monday of its first week, and the one after its three.
BEGINS, OVER = (dt.datetime(2026, month, day, 8, 55, tzinfo=dt.UTC) for month, day in ((11, 23), (12, 14)))


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def with_a_case(room: Classroom) -> Case:
    """A case of the first pupil, who missed six half days and was offered something, and whose two parents are at home."""
    school, pupil = room.school, room.pupils[0]
    days = [MONDAY + dt.timedelta(days=day) for day in range(3)]
    write_marks(school, {pupil.key: {(day, half): "O" for day in days for half in (1, 2)}}, at=MORNING)
    document = canonical(read_profile(PROFILE))
    slug, name = str(school.authority.slug), school.authority.name
    told = ToldProfile(slug, name, 1, days[0], document, sha256_of(document), "Grace Okafor", MORNING)
    with school_work(school):
        take_profiles_in([told], now=MORNING)
        for place, (who, relationship) in enumerate((("Karen Abdi", "Mother"), ("Yusuf Abdi", "Father")), start=1):
            contact = Contact.objects.create(name=who, address="3 Larch Row, Northfield")
            PupilContact.objects.create(
                pupil=pupil, contact=contact, relationship=relationship, priority=place, starts_on=HALF_TERMS[0][1],
                lives_with=True, responsibility="yes",
            )  # fmt: skip
        act = Act(Signature(SYSTEM, "Attendance officer"), MORNING)
        case = open_case(pupil, kind=Kind.ATTENDANCE, because="Three days without a word", act=act)
        make_offer(case, what="Breakfast club", made_on=MONDAY, act=act)
        return case


def drafted(page: Page) -> None:
    """The officer begins it from the case, sees what is lacking, and writes it."""
    page.locator("#improvement").get_by_role("link", name="Begin one").press("Enter")
    page.get_by_role("button", name="Begin it").press("Enter")
    expect(page.locator(".lede")).to_contain_text("3 things lacking")
    expect(page.locator("#register")).to_contain_text("6 sessions since 7 September 2026")
    expect(page.get_by_role("link", name="Read it and approve")).to_have_count(0)
    shoot(page, "improvement-lacking")
    assert_accessible(page)
    page.locator("#lacking").get_by_role("link", name="Write it").first.press("Enter")
    page.locator("[name=given]").fill("A talk on 10 November, and breakfast club offered on 9 November.")
    page.locator("[name=enough]").fill("No half day missed without our agreement.")
    page.locator("[name=sooner]").fill("A holiday that we have not agreed.")
    assert_accessible(page)
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator(".lede")).to_contain_text("nothing lacking")


def test_drafted_approved_printed_running_and_reviewed(world: World, browser: Browser, live: Live) -> None:
    room = classroom(world, pupils=3)
    case, host = with_a_case(room), host_of(room.school)
    officer, head = (world.person(role, room.school) for role in (Role.ATTENDANCE_OFFICER, Role.HEADTEACHER))
    with opened(browser) as page:
        carry_session(page, live, officer, host)
        page.goto(live.address(host, f"/cases/{case.pk}/"))
        drafted(page)
        path = page.url
    with opened(browser) as page:
        carry_session(page, live, head, host)
        page.goto(path)
        page.get_by_role("link", name="Read it and approve").press("Enter")
        expect(page.locator(".lede")).to_contain_text("A letter of it is approved to each of 2 parents")
        expect(page.locator(".lede")).to_contain_text("3 school weeks, from Monday 23 November 2026")
        shoot(page, "improvement-approve")
        assert_accessible(page)
        page.get_by_role("button", name="Approve it").press("Enter")
        expect(page.locator(".lede")).to_contain_text("3 school weeks, 23 November 2026 to 11 December 2026")
        page.locator("#letters").get_by_role("link", name="Karen Abdi").press("Enter")
        page.get_by_role("button", name="Print").first.press("Enter")
        expect(page.locator("main")).to_contain_text("1 letter in one file")
    drain.run(str(room.school.pk))
    with school_work(room.school):
        run_notice(str(ImprovementNotice.objects.get().pk), now=BEGINS)
    write_marks(room.school, {room.pupils[0].key: {(BEGINS.date(), 1): "O", (BEGINS.date(), 2): "\\"}}, at=BEGINS)
    with served(CLOCK_AHEAD=ahead(OVER)) as later, opened(browser) as page:
        carry_session(page, later, officer, host)
        page.goto(later.address(host, "/improvement/"))
        expect(page.locator(".lede")).to_contain_text("1 notice to improve under way, 1 of them to be reviewed now.")
        shoot(page, "improvement-list")
        assert_accessible(page)
        page.locator("#list").get_by_role("link").first.press("Enter")
        expect(page.locator("#since")).to_contain_text("Of 2 sessions so far, 1 missed without agreement (1 O).")
        expect(page.locator("#letters")).to_contain_text("this parent has no notice")
        shoot(page, "improvement-review")
        assert_accessible(page)
        press(page, "Review it", "Keep the review", improved="yes", words="One half day in three weeks.")
        expect(page.locator(".lede")).to_contain_text("Improved on 14 December 2026")
        page.goto(later.address(host, f"/cases/{case.pk}/"))
        expect(page.get_by_role("main")).to_contain_text("Notice to improve reviewed: improved")
