"""What journeys share: the product on a port at the school's Thursday morning, and a class of thirty to open pages of."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from foundation.access.roles import Role
from tenants.trusts.models import School
from tests.browser import opened
from tests.journeys.classroom import MORNING, Classroom, Open, ahead, classroom
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.world import World, host_of


@pytest.fixture(scope="module")
def live(world: World) -> Iterator[Live]:
    """The product for a module, on a day of the world's own school year whenever the tests run."""
    with served(CLOCK_AHEAD=ahead(MORNING)) as server:
        yield server


@pytest.fixture
def page(world: World, browser: Browser, live: Live, school: School) -> Iterator[Page]:
    """A page on which the officer of the module's own `school` is signed in."""
    with opened(browser) as page:
        carry_session(page, live, world.person(Role.ATTENDANCE_OFFICER, school), host_of(school))
        yield page


@pytest.fixture
def room(world: World) -> Classroom:
    """9B with six pupils and 9C with thirty; no register of the week is taken."""
    return classroom(world)


@pytest.fixture
def open_as(world: World, browser: Browser, room: Classroom) -> Open:
    """Opens the register of 9C, or another page of its school, as somebody at a moment."""

    @contextmanager
    def opening(
        role: Role = Role.CLASS_TEACHER, path: str = "", *, at: dt.datetime = MORNING, **options: object
    ) -> Iterator[Page]:
        host = host_of(room.school)
        with served(CLOCK_AHEAD=ahead(at)) as live, opened(browser, **options) as page:
            carry_session(page, live, world.person(role, room.school), host)
            page.goto(live.address(host, path or room.path()))
            yield page

    return opening
