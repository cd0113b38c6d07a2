"""What the demo's authority is told: a notice to improve that runs, once, with a day by which an answer is due."""

import datetime as dt
from collections.abc import Iterator

import pytest

from rollcall.demo.trust import improving, showing
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Case
from schools.cases.operations.support import answer_offer, make_offer
from schools.sharing.models import Share
from tenants.shares.models import Version
from tenants.shares.queries.shares import open_shares
from tenants.trusts.scopes import authority_work, school_work
from tests.schools.cases.keeping import THURSDAY
from tests.schools.improvement.improving import improving as school_of
from tests.schools.registers.taking import at
from tests.tenants.sharing import forget
from tests.world import World

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 9)


@pytest.fixture
def shared_with_nobody(world: World) -> Iterator[None]:
    forget(world)
    yield
    forget(world)


def test_the_authority_is_told_once_of_the_notice_that_runs(
    world: World, monkeypatch: pytest.MonkeyPatch, shared_with_nobody: None
) -> None:
    with NotifyServer() as server:
        school = school_of(world, monkeypatch, server)
        school.miss((THURSDAY - 7 * DAY, "am"), now=at(15, on=THURSDAY - 7 * DAY))
        with school_work(school.school):
            offer = make_offer(school.cases[0], what="Breakfast club", made_on=MONDAY, act=school.act(at(9, on=MONDAY)))
            answer_offer(offer, move="take", on=MONDAY, answer="Yes", act=school.act(at(9, on=MONDAY)))
            Case.objects.update(opened_on=dt.date(2026, 11, 2))
        monkeypatch.setattr(improving, "_act", lambda day, hour, _: school.act(at(hour, on=day)))
        assert improving.play(school.school, THURSDAY) == 1
        told = showing.play(school.school, THURSDAY)
        assert showing.play(school.school, THURSDAY) == 0
        with school_work(school.school):
            notices = Share.objects.filter(purpose="improvement")
            assert told == notices.count() + 1  # and the meeting
            assert {(one.state, one.answer) for one in notices} == {("published", "acknowledged")}
    with authority_work(world.eastshire):
        assert {one.purpose for one in open_shares()} == {"improvement", "meeting"}
        assert {one.snapshot["facts"].get("weeks") for one in Version.objects.all()} == {3, None}
        came = {one.received_at.date() for one in open_shares()}
        assert all(day < THURSDAY for day in came)
