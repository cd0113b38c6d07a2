"""An authority's lists of plans and of meetings: overdue first, reminded once asked, actions recorded once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from foundation.access.roles import Role
from tenants.shares.models import Act, Share
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.scopes import authority_work
from tests.tenants.sharing import NOW, TODAY, core, forget, pack, shared
from tests.world import World


@pytest.fixture
def liam(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Eastshire's officer on Thursday 19 November, with nothing shared yet."""
    forget(world)
    monkeypatch.setattr("foundation.clock.now", lambda: NOW)
    monkeypatch.setattr("foundation.clock.today", lambda: TODAY)
    yield world.client(world.person(Role.LA_OFFICER, world.eastshire), world.eastshire)
    forget(world)


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue().decode()


def a_plan(world: World, surname: str, days: int, purpose: Purpose = Purpose.PART_TIME) -> Share:
    """A plan whose review is so many days from today."""
    review = TODAY + dt.timedelta(days=days)
    facts = {"starts_on": "2026-11-02", "review_on": review.isoformat(), "ends_on": "2026-12-11", "hours": "15"}
    return shared(world.alder, world.eastshire, Snapshot(purpose, core(world.alder, surname), facts), next_on=review)


def a_meeting(world: World, **facts: Any) -> Share:
    on = TODAY + dt.timedelta(days=8)
    snapshot = Snapshot(Purpose.MEETING, {"school": world.alder.name}, {"meets_on": on.isoformat()} | facts)
    return shared(world.alder, world.eastshire, snapshot, next_on=on)


def test_la_7_overdue_plans_are_first_and_their_schools_are_reminded(world: World, liam: Client) -> None:
    later, late = a_plan(world, "Later", 9), a_plan(world, "Late", -2, Purpose.ELSEWHERE)
    a_plan(world, "Later", 3)
    pack_too = shared(world.alder, world.eastshire, pack(world.alder, surname="Packed"))
    said = told(liam, "/plans/")
    assert "3 plans of 1 school." in said
    assert "1 review is over its day." in said
    assert said.index("Ciaran Late<") < said.index("Ciaran Later<")
    assert "review 2 days over" in said
    assert "Packed" not in said
    assert f'action="/shared/{late.pk}/remind/"' in said
    assert f'action="/shared/{later.pk}/remind/"' not in said
    assert liam.post(f"/shared/{late.pk}/remind/").status_code == 302
    assert liam.post(f"/shared/{pack_too.pk}/remind/").status_code == 404
    assert "reminded 19 Nov" in told(liam, "/plans/")
    rows = told(liam, "/plans/plans.csv").splitlines()
    assert [row.split(",")[0].strip('"') for row in rows[1:]] == ["Ciaran Late", "Ciaran Later", "Ciaran Later"]
    with authority_work(world.eastshire):
        assert Act.objects.get(move="remind").share_id == late.pk


def test_la_6_a_meetings_agenda_is_one_page_and_each_action_is_recorded_once(world: World, liam: Client) -> None:
    severe = [{"who": "Canary, Sev", "year": "9A", "rate": "41 %", "plan": "yes", "review": "2026-12-01"}]
    meeting = a_meeting(world, severe=severe, trends=[{"what": "Attendance", "now": "91 %", "before": "93 %"}])
    said = told(liam, "/meetings/")
    assert f"1 meeting to come, the next with {world.alder.name} on 27 November 2026." in said
    assert "1 severely absent" in said
    agenda = told(liam, f"/shared/{meeting.pk}/")
    for words in ("Canary, Sev", "41 %", "1 December 2026", "93 %", "Record an action"):
        assert words in agenda
    address = f"/shared/{meeting.pk}/action/"
    for typed, words in (
        ({"what": "", "who": "Ms Officer"}, "Write what is to be done."),
        ({"what": "Ring the GP", "who": " "}, "Say who does it."),
        ({"what": "Ring the GP", "who": "x" * 201}, "200"),
        ({"what": "Ring the GP", "who": "Ms Officer", "by_day": "18 Nov 2026"}, "That day is over."),
    ):
        answer = liam.post(address, typed)
        assert (answer.status_code, words in answer.getvalue().decode()) == (422, True)
    given = {"what": "Ring the GP", "who": "Ms Officer", "by_day": "1 Dec 2026"}
    assert liam.post(address, given).status_code == 302
    assert "recorded for Ms Officer, by 1 December 2026" in told(liam, f"/shared/{meeting.pk}/")
    assert "1 action" in told(liam, "/meetings/")
    with authority_work(world.eastshire):
        assert Act.objects.get(move="action").details == {"who": "Ms Officer"}


def test_what_is_not_a_meeting_takes_no_action(world: World, liam: Client) -> None:
    share = shared(world.alder, world.eastshire, pack(world.alder))
    for answer in (liam.get(f"/shared/{share.pk}/action/"), liam.post(f"/shared/{share.pk}/action/", {"what": "x"})):
        assert answer.status_code == 404
    assert "Record an action" not in told(liam, f"/shared/{share.pk}/")
