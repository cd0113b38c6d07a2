"""Ten sessions in ten school weeks, and not: considered, asked for of one parent, and not proposed to the other."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from schools.calendar.models import HalfTerm
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.operations.cases import open_case
from schools.cases.rules.opening import Kind
from schools.roll.models import Admission
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import MORNING, Classroom, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.penalties.noticing import parent
from tests.trust_reporting.registers import mark
from tests.world import World, host_of

pytestmark = pytest.mark.browser

#: Two O in the week of 13 July, seven sessions more by 19 October; the tenth is in one of two weeks.
BEFORE = {
    (dt.date(2026, 7, 13), 1): "O",
    (dt.date(2026, 7, 13), 2): "O",
    **{(dt.date(2026, 9, 7 + place // 2), place % 2 + 1): code for place, code in enumerate("GUOU")},
    (dt.date(2026, 9, 28), 1): "O",
    (dt.date(2026, 9, 28), 2): "O",
    (dt.date(2026, 10, 19), 1): "U",
}


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


def with_marks(room: Classroom) -> Case:
    """Two pupils with nine sessions and a tenth: of the first in the week of 2 November, of the second in that of 9."""
    with school_work(room.school):
        summer = {"starts_on": dt.date(2026, 6, 1), "ends_on": dt.date(2026, 7, 17)}
        HalfTerm.objects.create(academic_year=2025, number=6, **summer)
        first, second = room.pupils[:2]
        Admission.objects.filter(pupil__in=[first.pk, second.pk]).update(starts_on=dt.date(2025, 9, 1))
        for pupil, tenth in ((first, dt.date(2026, 11, 4)), (second, dt.date(2026, 11, 11))):
            marks = BEFORE | {(tenth, 1): "O"}
            mark({(pupil.key, day, session): code for (day, session), code in marks.items()})
        parent(first.pk, "Karen Abdi", "Mother", 1, lives_with=True, address="3 Larch Row, Northfield")
        parent(first.pk, "Omar Abdi", "Father", 2, address="9 Elm Way, Southgate")
        act = Act(Signature(SYSTEM, "Attendance officer"), MORNING)
        return open_case(first, kind=Kind.ATTENDANCE, because="Ten sessions", act=act)


def answer(page: Page, home: str) -> None:
    """Each question, of one parent."""
    page.get_by_label("It was offered, and did not work or was refused").check()
    page.get_by_label("What was offered, and what came of it").fill("Breakfast club; refused.")
    page.get_by_label("Yes, it is the most likely to change attendance").check()
    page.get_by_label("Why", exact=True).fill("The absences go on.")
    page.get_by_label("None is known").first.check()
    page.get_by_label("Who was asked, and what follows from it").fill("The SENCo: nothing is known.")
    page.get_by_label(home, exact=True).check()
    page.get_by_label("What part they have in the child’s going to school").fill("Mornings.")
    page.get_by_label("None is known").nth(1).check()
    page.get_by_label("Which, or how you know that there is none").fill("Asked at the meeting.")
    page.get_by_label("Nothing is known").check()


def test_met_and_not_met_then_referred_for_one_parent_and_not_for_the_other(
    world: World, browser: Browser, live: Live
) -> None:
    room = classroom(world, pupils=3)
    case, host = with_marks(room), host_of(room.school)
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, room.school), host)
        page.goto(live.address(host, "/penalties/"))
        expect(page.locator(".lede")).to_contain_text("1 pupil meets the threshold and has not been considered")
        expect(page.locator("#met")).to_contain_text("10, weeks of 13 Jul to 2 Nov")
        expect(page.locator("#met tbody tr")).to_have_count(1)
        shoot(page, "penalties")
        assert_accessible(page)
        page.locator("#met").get_by_role("link", name="Consider").press("Enter")
        expect(page.get_by_role("main")).to_contain_text("a reason to consider a notice, and no more")
        page.get_by_role("button", name="Consider them").press("Enter")
        expect(page.locator(".lede")).to_contain_text("the tenth on 4 November 2026")
        shoot(page, "penalty-considered")
        assert_accessible(page)

        page.get_by_role("link", name="Decide of a parent").press("Enter")
        page.get_by_label("Propose a notice to this parent").check()
        page.get_by_role("button", name="Keep this").press("Enter")
        expect(page.get_by_role("main")).to_contain_text("Choose one.")
        shoot(page, "penalty-parent")
        assert_accessible(page)
        answer(page, "With the child")
        page.get_by_role("button", name="Keep this").press("Enter")
        expect(page.locator("#parents")).to_contain_text("referred")

        page.get_by_role("link", name="Decide of a parent").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("A notice to Omar Abdi?")
        answer(page, "Elsewhere")
        page.get_by_label("Do not propose one").check()
        page.get_by_label("Why not, if none is proposed").fill("He lives abroad.")
        page.get_by_role("button", name="Keep this").press("Enter")
        expect(page.locator("#parents")).to_contain_text("not proposed")
        page.locator("#parents").get_by_role("link", name="What was answered").first.press("Enter")
        expect(page.locator(".lede")).to_contain_text("The first notice in three years: £80 in 21 days, £160 in 28")
        shoot(page, "penalty")
        assert_accessible(page)
        page.goto(live.address(host, f"/cases/{case.pk}/"))
        expect(page.locator("#timeline")).to_contain_text("A penalty notice to Karen Abdi is asked for")
        expect(page.locator("#timeline")).to_contain_text("No penalty notice to Omar Abdi is proposed")
        shoot(page, "penalty-case")
        assert_accessible(page)
