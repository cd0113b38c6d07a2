"""AO-11 and LG-4 in a browser: proposed, decided by the head, told, received by the clerk, read by a panel."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.exclusions.models import Exclusion
from schools.registers.operations.plans import plan
from schools.registers.rules.plans import PlannedSession
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.scopes import school_work
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import Classroom, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live
from tests.schools.roll.acts import BY
from tests.world import World, host_of

pytestmark = pytest.mark.browser

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def fourteen(world: World) -> Classroom:
    """The first of 9C has 14 days this term and is at another school on Tuesday; there are a clerk and a governor."""
    room = classroom(world, pupils=3)
    world.employ(Role.SCHOOL_GOVERNOR, room.school)
    clerk = world.employ(Role.RECEPTIONIST, room.school)
    then = dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC)
    with school_work(room.school):
        post = StaffMember.objects.get(person_id=clerk.pk)
        StaffDuty.objects.create(post=post, duty=StaffDuty.Duty.CLERK, starts_on=MONDAY - dt.timedelta(days=60))
        Exclusion.objects.create(
            pupil=room.pupils[0],
            kind="suspension",
            starts_on=dt.date(2026, 9, 2),
            start_session=1,
            ends_on=dt.date(2026, 9, 21),
            end_session=2,
            reasons=["PP"],
            circumstances="A fight.",
            proposed_at=then,
            proposed_by="Office",
            decided_at=then,
            decided_by="Head",
            decided_as="Headteacher",
        )
        tuesday = [PlannedSession(MONDAY + dt.timedelta(days=1), session, "D") for session in (1, 2)]
        key = room.pupils[0].key
        plan(source="dual", source_id=room.pupils[0].pk, pupil_key=key, sessions=tuesday, signed=Signature(BY, "x"))
    return room


def enter(page: Page, live: Live, world: World, room: Classroom, role: Role, path: str) -> None:
    carry_session(page, live, world.person(role, room.school), host_of(room.school))
    page.goto(live.address(host_of(room.school), path))


def test_from_the_office_to_the_panel(browser: Browser, live: Live, world: World, fourteen: Classroom) -> None:
    room = fourteen
    pupil = room.pupils[0]
    with opened(browser) as page:
        enter(page, live, world, room, Role.ATTENDANCE_OFFICER, f"/pupils/{pupil.pk}/")
        page.get_by_role("link", name="Suspend or exclude").click()
        page.get_by_label("First day").fill("23/11/2026")
        page.get_by_label("Last day").fill("25/11/2026")
        page.get_by_label("BU Bullying").check()
        preview = page.locator("#preview")
        expect(preview).to_contain_text("16 days in Autumn term 2026/27")
        expect(preview).to_contain_text("More than 15 days in the term")
        expect(preview).to_contain_text("Tue 24 Nov: stays D")
        shoot(page, "exclusion-propose")
        assert_accessible(page)
        page.get_by_role("button", name="Propose it to the headteacher").click()
        expect(page.get_by_text("Not decided yet.")).to_be_visible()
        address = page.url.split(host_of(room.school))[-1].split("/", 1)[-1]
    with opened(browser) as page:
        enter(page, live, world, room, Role.HEADTEACHER, "/today/")
        expect(page.locator("#exclusions")).to_contain_text("to decide")
        page.goto(live.address(host_of(room.school), f"/{address}"))
        page.get_by_role("button", name="Decide on it").click()
        expect(page.locator("#registers")).to_contain_text("E")
        page.get_by_role("link", name="Record Parents: the exclusion").click()
        shoot(page, "exclusion-notice")
        assert_accessible(page)
        page.get_by_label("By letter").check()
        page.get_by_label("Who was told").fill("Ms Abdi")
        page.get_by_role("button", name="Record the notice").click()
        expect(page.locator("#told")).to_contain_text("Ms Abdi")
        shoot(page, "exclusion")
        assert_accessible(page)
        page.goto(live.address(host_of(room.school), "/exclusions/"))
        shoot(page, "exclusions")
        assert_accessible(page)
    _the_clerk_names_gwen(browser, live, world, room, address)
    with opened(browser) as page:
        enter(page, live, world, room, Role.SCHOOL_GOVERNOR, "/")
        page.get_by_role("link", name="Abdi").click()
        expect(page.locator("main")).to_contain_text("16 days in Autumn term 2026/27")
        expect(page.locator("#duty")).to_contain_text("To be considered by")
        shoot(page, "panel-pack")
        assert_accessible(page)
        pack = page.url
        with opened(browser) as clerk:
            enter(clerk, live, world, room, Role.RECEPTIONIST, f"/{address}board/decision/")
            clerk.get_by_label("Declined to reinstate").check()
            clerk.get_by_label("Its reasons").fill("On the evidence.")
            clerk.get_by_role("button", name="Record").click()
            expect(clerk.locator("#board")).to_contain_text("declined to reinstate")
        answer = page.goto(pack)
        assert answer is not None
        assert answer.status == 404


def _the_clerk_names_gwen(browser: Browser, live: Live, world: World, room: Classroom, address: str) -> None:
    with opened(browser) as page:
        enter(page, live, world, room, Role.RECEPTIONIST, f"/{address}board/received/")
        page.get_by_role("button", name="Record").click()
        page.get_by_role("link", name="Panel", exact=True).click()
        page.get_by_label("What goes in").select_option("exclusion")
        page.get_by_label("I have looked through it").check()
        page.get_by_role("button", name="Put it in").click()
        gwen = world.person(Role.SCHOOL_GOVERNOR, room.school).name
        page.locator("#id_post").select_option(label=f"{gwen}, School governor")
        page.get_by_role("button", name="Name them").click()
        expect(page.locator("#members")).to_contain_text(gwen)
        shoot(page, "panel-clerk")
        assert_accessible(page)
