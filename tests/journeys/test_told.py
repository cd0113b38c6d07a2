"""What a school has to tell its authority, told and acknowledged in Rollcall, each end in its own browser: LA-8, LA-9."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from schools.journal.tasks import drain
from schools.roll.models import Pupil
from schools.roll.operations.leavers import Leaving, remove_from_roll
from tenants.shares.models import Version
from tenants.trusts.models import School
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.classroom import ahead
from tests.journeys.signed_in import arrive, carry_session
from tests.live import Live, served
from tests.schools.returns.conftest import NOON, TODAY
from tests.schools.roll.acts import BY, admit, pupil
from tests.schools.sharing.test_telling import at_home, ten_days
from tests.tenants.sharing import forget
from tests.trust_reporting.registers import amend
from tests.world import World, host_of

pytestmark = pytest.mark.browser


@dataclass
class Told:
    """A school of six pupils and Eastshire, with its officer's page at each end."""

    world: World
    live: Live
    school: School
    here: Page
    there: Page

    def carried(self) -> None:
        """Everything promised at both ends is carried out."""
        for _ in range(2):
            drain.run(str(self.school.pk))
            drain_authority(str(self.world.eastshire.pk))

    def goes(self, path: str) -> None:
        self.here.goto(self.live.address(host_of(self.school), path))

    def opens(self, kind: str) -> None:
        """The one return of a kind that waits."""
        self.goes("/returns/")
        self.here.locator("#due").get_by_role("row").filter(has_text=kind).get_by_role("link").press("Enter")

    def versions(self) -> int:
        with authority_work(self.world.eastshire):
            return Version.objects.count()

    def shares(self) -> None:
        """From a file that waits to be sent: what Eastshire will see is read, and shared; the worker carries it."""
        self.here.get_by_role("link", name="Share with Eastshire").press("Enter")
        self.here.get_by_role("button", name="Share with Eastshire").press("Enter")
        expect(self.here.locator(".lede")).to_contain_text("Sent on 19 November 2026")
        self.carried()

    def acknowledges(self, name: str, *words: str) -> None:
        """The authority's officer finds the case in the list, reads it and acknowledges it."""
        self.there.goto(self.live.address(host_of(self.world.eastshire)))
        self.there.get_by_role("row").filter(has_text=name).get_by_role("link").press("Enter")
        for one in words:
            expect(self.there.locator("main")).to_contain_text(one)
        self.there.get_by_role("link", name="Acknowledge").press("Enter")
        self.there.locator("main form button").first.press("Enter")
        expect(self.there.locator("#thread")).to_contain_text("acknowledged it")
        self.carried()


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    with served(CLOCK_AHEAD=ahead(NOON)) as server:
        yield server


@pytest.fixture
def told(world: World, browser: Browser, live: Live) -> Iterator[Told]:
    forget(world)
    school = world.another_school(filled=True)
    officer = world.employ(Role.ATTENDANCE_OFFICER, school)
    with opened(browser) as here, opened(browser) as there:
        carry_session(here, live, officer, host_of(school))
        arrive(there, live, world, Role.LA_OFFICER, "eastshire")
        yield Told(world, live, school, here, there)
    forget(world)


def test_the_tenth_day_is_told_acknowledged_and_told_again_only_on_change(told: Told) -> None:
    """LA-8."""
    here, there = told.here, told.there
    ten_days(told.school)
    told.goes("/returns/")
    here.locator("#due tbody a").first.press("Enter")
    here.get_by_role("button", name="Check and approve").press("Enter")
    expect(here.locator("#share")).to_contain_text("You read what the authority will see before it goes")
    told.shares()
    told.acknowledges("Pupil1", "6 November 2026", "19 November 2026", "1 Mill Lane")
    shoot(there, "authority-ten-days")
    assert_accessible(there)
    here.reload()
    expect(here.locator("#answer")).to_contain_text("Acknowledged in Rollcall")
    shoot(here, "return-acknowledged")
    assert_accessible(here)

    # Nothing has changed, so nothing is there to be told; a mark that was amended is.
    expect(here.get_by_role("link", name="Share with Eastshire")).to_have_count(0)
    told.goes("/returns/")
    expect(here.locator("#correct")).to_have_count(0)
    assert told.versions() == 1
    with school_work(told.school):
        amend({(1, TODAY, 2): "I"})
    told.carried()
    assert told.versions() == 1
    told.goes("/returns/")
    here.locator("#correct tbody a").first.press("Enter")
    here.get_by_role("link", name="Share what holds now with Eastshire").press("Enter")
    here.get_by_label("What is new in it").fill("The last afternoon was illness.")
    here.get_by_role("button", name="Share with Eastshire").press("Enter")
    expect(here.locator("main")).to_contain_text("Version 2 shared with Eastshire in Rollcall")
    told.carried()
    assert told.versions() == 2
    there.reload()
    expect(there.locator("#thread")).to_contain_text("The last afternoon was illness.")
    expect(there.get_by_role("link", name="Acknowledge version 2")).to_be_visible()


def test_a_leaver_and_a_joiner_are_told_whole_and_not_before_each_field_is_there(told: Told) -> None:
    """LA-9."""
    here = told.here
    with school_work(told.school):
        leaver = pupil(2)
        at_home(leaver, "Rose Gray")
        remove_from_roll(leaver, Leaving(last_day=TODAY, ground="a"), today=TODAY, by=BY)
        admit()
    told.carried()
    told.opens("Deletion")
    here.get_by_role("button", name="Check and approve").press("Enter")
    expect(here.locator(".summary a")).to_have_attribute("href", "#id_destination")
    expect(here.locator(".summary")).to_contain_text("names another school. Write which.")
    here.get_by_label("Next school").fill("Beech School")
    here.get_by_role("button", name="Check and approve").press("Enter")
    told.shares()
    told.acknowledges("Pupil2", "9(1)(a)", "Beech School", "19 November 2026")

    told.opens("New pupil")
    here.get_by_role("button", name="Check and approve").press("Enter")
    expect(here.locator(".summary")).to_contain_text("address")
    expect(here.locator("#field-parent_1_name")).to_contain_text("Put it right")
    assert told.versions() == 1
    with school_work(told.school):
        at_home(Pupil.objects.get(surname="Ångström"))
    told.opens("New pupil")
    here.get_by_role("button", name="Check and approve").press("Enter")
    told.shares()
    told.acknowledges("Ångström", "19 November 2026", "Dawn Brown")
    here.reload()
    expect(here.locator("#answer")).to_contain_text("Acknowledged in Rollcall")
