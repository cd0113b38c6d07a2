"""What the grid's script is told: in every session of a week, the words with which the rules refuse each code."""

import datetime as dt
import json

import pytest

from schools.registers.pages.grid_facts import grid_facts
from schools.registers.pages.rights import RegisterRights
from schools.registers.queries.sheets import Timetable, sheet
from schools.registers.rules.codes import codes
from schools.registers.rules.entering import CellMark, Entering, cell_refusal, codes_on
from schools.registers.rules.spoken import _WORDS
from schools.roll.models import DualRegistration
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import MORNING, THURSDAY, Classroom

MONDAY = dt.date(2026, 11, 16)
pytestmark = pytest.mark.usefixtures("thursday_morning")


def test_the_grid_knows_which_sessions_are_due_at_another_school(room: Classroom) -> None:
    """Thursday afternoons there, from Thursday on: the one cell of this week, and none once it has ended."""
    with school_work(room.school):
        there = DualRegistration.objects.create(
            pupil=room.pupils[1], status="M", other_school="Fen School", slots=[2, 8], starts_on=THURSDAY
        )
        monday = THURSDAY - dt.timedelta(days=3)
        slots = Timetable.now().week(monday, MORNING)
        assert grid_facts([sheet(room.group, slots)], slots, rights={})["elsewhere"] == [10 + 7]
        DualRegistration.objects.filter(pk=there.pk).update(starts_on=monday - dt.timedelta(days=9), ends_on=monday)
        assert grid_facts([sheet(room.group, slots)], slots, rights={})["elsewhere"] == [10 + 1]


@pytest.mark.parametrize("clock", [MORNING, MORNING.replace(hour=14), MORNING - dt.timedelta(days=800)])
def test_the_script_refuses_what_the_rules_refuse(shared: Classroom, clock: dt.datetime) -> None:
    """Every code of any date, in every session of a week, for a pupil of either age: the words are the rule's own."""
    monday = MONDAY - dt.timedelta(days=800 // 7 * 7) if clock.year < MONDAY.year else MONDAY
    with school_work(shared.school):
        slots = Timetable.now().week(monday, clock)
        facts = grid_facts([sheet(shared.group, slots)], slots, rights={shared.group.pk: RegisterRights.AMEND})
    assert json.loads(json.dumps(facts)) == facts
    for slot, told in zip(slots, facts["slots"], strict=True):
        if slot.closed:
            assert facts["words"][told["closed"]] == slot.closed
            continue
        for birth, refused in zip((dt.date(2022, 5, 1), dt.date(2013, 3, 14)), told["refused"], strict=True):
            for code in {row.code for row in codes()}:
                minutes = 12 if code == "L" else None
                fault = cell_refusal(
                    slot, birth=birth, held=CellMark(), asked=CellMark(code, minutes), entering=Entering(may_amend=True)
                )
                words = facts["words"][refused[code]] if code in refused else None
                assert words == (fault.words if fault else None), (slot.name, code, birth)


def test_a_teacher_s_reach_ends_where_the_rules_end_it(shared: Classroom) -> None:
    later = MORNING + dt.timedelta(days=1)
    with school_work(shared.school):
        slots = Timetable.now().week(MONDAY, later)
        facts = grid_facts([sheet(shared.group, slots)], slots, rights={})
    thursday, friday = facts["slots"][6], facts["slots"][8]
    assert "Only the attendance officer completes" in facts["words"][thursday["first"]]
    assert "Ask the attendance officer to amend" in facts["words"][thursday["change"]]
    assert "amended, never removed" in facts["words"][thursday["removal"]]
    assert (friday["first"], friday["change"], friday["removal"]) == (-1, -1, -1)
    assert facts["groups"][0]["reach"] == RegisterRights.SEE


def test_every_current_code_has_words_of_its_own() -> None:
    assert {row.code for row in codes_on(THURSDAY)} <= set(_WORDS)
