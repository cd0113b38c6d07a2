"""Who is expected elsewhere: complete to the tutor, missing to sweeps, elsewhere in an evacuation; and who planned."""

import re

import pytest

from foundation.access.roles import Role
from schools.calendar.rules.sessions import SchoolSession
from schools.desk.queries.on_site import on_site
from schools.desk.rules.on_site import Whereabouts, whereabouts
from schools.registers.queries.board import day_board, late_registers
from schools.registers.queries.closures import day_cells
from schools.registers.queries.plans import awaiting_confirmation
from schools.registers.queries.sweeping import unmarked
from schools.registers.rules.entering import CellMark
from tenants.trusts.scopes import school_work
from tests.schools.registers.planning import AWAY, LEFT, WORK, days, stands, state_sources, want
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

OFFICER, TEACHER = Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday: the first of six is expected at a provider, the second suspended; nobody is marked yet."""
    state_sources(monkeypatch)
    made = taking(world, monkeypatch, now=at(7, 30))
    want(made, WORK, days((THURSDAY, 1), (THURSDAY, 2), code="B", confirmed=False))
    want(made, AWAY, days((THURSDAY, 1), code="E"), place=1)
    made.set_clock(at(8, 55))
    return made


def register(made: Taking, role: Role = TEACHER) -> str:
    return made.clients[role].get(f"/registers/{made.group}/{THURSDAY}/am/").content.decode()


def test_the_register_says_who_is_expected_elsewhere_and_who_planned_a_mark(morning: Taking) -> None:
    page = register(morning)
    assert page.count("Thursday AM, expected elsewhere, B, off site, supervised, not confirmed there yet") == 1
    assert page.count('<span class="mk w">B</span>') == 2, "the afternoon is planned too"
    assert "Thursday AM, E, suspended or excluded, planned: suspension, to confirm" in page
    assert 'title="Planned: suspension"' in page
    assert morning.clients[TEACHER].get(morning.form()).content.decode().count("expected elsewhere, B") == 1
    week = morning.clients[OFFICER].get("/week/", {"show": "missing"}).content.decode()
    assert "expected elsewhere, B" in week
    assert 'title="Planned: suspension"' in week


def test_the_tutors_register_is_complete_without_what_another_place_has_to_say(morning: Taking) -> None:
    morning.save(*(morning.mark(place, "/") for place in range(2, 6)), morning.mark(1, "E", was="E"), role=TEACHER)
    morning.set_clock(at(10))
    with school_work(morning.school):
        (count,) = day_board(THURSDAY, [1])
        assert (count.expected, count.marked, count.awaited, count.missing) == (6, 5, 1, 0)
        assert count.whole
        assert late_registers(at(10)) == [], "nobody is chased"
        day = [SchoolSession(THURSDAY, session) for session in (1, 2)]
        assert [(one.session, one.missing, one.planned) for one in unmarked(day, THURSDAY, THURSDAY)] == [
            (1, 1, 0),
            (2, 6, 0),
        ], "to a sweep the mark is missing"
    page = morning.clients[OFFICER].get("/registers/").content.decode()
    assert set(re.findall(r'class="tag (\w+)"', page)) == {"sent", "off"}


def test_nobody_is_expected_elsewhere_where_another_plan_comes_first_though_nothing_stands(morning: Taking) -> None:
    """A suspension that a mark by hand kept out of the register, which is cleared once it is open."""
    morning.save(morning.mark(0, "R"), session="pm")
    want(morning, AWAY, days((THURSDAY, 2), code="E"))
    morning.set_clock(at(13, 5))
    morning.save(morning.mark(0, None, was="R"), session="pm", version=1)
    with school_work(morning.school):
        (count,) = day_board(THURSDAY, [2])
        assert (count.awaited, count.missing) == (0, 6)
        assert [one.session for one in awaiting_confirmation(THURSDAY)] == [1]
        assert not any(cell.awaited for cell in day_cells(THURSDAY, [2]))
    page = morning.clients[TEACHER].get(f"/registers/{morning.group}/{THURSDAY}/pm/").content.decode()
    assert "Thursday PM, expected elsewhere" not in page
    assert "Thursday AM, expected elsewhere" in page


def test_in_an_evacuation_such_a_pupil_is_elsewhere_unless_seen_at_the_desk(morning: Taking) -> None:
    morning.save(*(morning.mark(place, "/") for place in range(2, 6)), role=TEACHER)
    with school_work(morning.school):
        found = on_site(THURSDAY)
        assert (len(found.people), found.not_known, found.away, found.elsewhere) == (4, 0, 1, 1)
    page = morning.clients[OFFICER].get("/evacuation/").content.decode()
    assert "1 expected elsewhere and not confirmed there yet." in page
    assert whereabouts(CellMark(expects="B"), None, opened=at(8, 50)) is Whereabouts.ELSEWHERE


def test_a_plans_mark_is_not_cleared_by_hand_but_replaced(morning: Taking) -> None:
    want(morning, LEFT, days((THURSDAY, 2), code="C"), place=2)
    answer = morning.save(morning.mark(2, None, was="C"), session="pm")
    assert answer.status_code == 422
    assert "This was planned: leave. Take it back there" in answer.content.decode()
    assert stands(morning, session=2, place=2) == ("C", True)
    assert morning.save(morning.mark(2, "M", was="C"), session="pm").status_code == 200
    assert morning.save(morning.mark(2, None, was="M"), session="pm", version=1).status_code == 200
