"""What a cell of the week answers to each question, and who is near persistent absence."""

import datetime as dt

import pytest

from schools.registers.rules.entering import NO_MARK, CellMark
from schools.registers.rules.kinds import LATE, MISSING, NOT_PRESENT, QUESTIONS, answers
from schools.registers.rules.pupil_standing import PupilStanding
from schools.registers.rules.slots import Slot, WindowPhase
from schools.registers.rules.totals import Totals

DAY = dt.date(2026, 11, 19)
OPEN, AHEAD = Slot(DAY, 1, WindowPhase.OPEN, DAY), Slot(DAY, 1, WindowPhase.AHEAD, DAY)
CLOSED = Slot(DAY, 1, WindowPhase.SHUT, DAY, closed="The school does not meet: INSET day.")


@pytest.mark.parametrize(
    ("cell", "slot", "answered"),
    [
        (None, OPEN, ""),
        (NO_MARK, OPEN, "missing"),
        (NO_MARK, AHEAD, ""),
        (NO_MARK, CLOSED, ""),
        (CellMark("/"), OPEN, ""),
        (CellMark("L", 5), OPEN, "late"),
        (CellMark("I"), OPEN, "absent away"),
        (CellMark("O"), OPEN, "absent unauthorised away"),
        (CellMark("U"), OPEN, "absent unauthorised late away"),
        (CellMark("N"), OPEN, "absent unexplained unauthorised away"),
        (CellMark("V"), OPEN, "away"),
        (CellMark("C", planned=True), AHEAD, "away"),
        (CellMark("C", planned=True), OPEN, "away missing"),
    ],
)
def test_a_cell_answers_what_it_says_and_a_plan_makes_nobody_absent(
    cell: CellMark | None, slot: Slot, answered: str
) -> None:
    assert {question for question in QUESTIONS if answers(question, cell, slot)} == set(answered.split())
    assert answers("I", cell, slot) is (cell is not None and cell.code == "I"), "a code is a question, too"


def test_a_code_that_is_not_of_the_date_is_not_present_and_nothing_else() -> None:
    old = CellMark("H")  # holidays had a code of their own until August 2024
    assert [question for question in (*QUESTIONS, "H") if answers(question, old, OPEN)] == [NOT_PRESENT, "H"]
    assert not answers(LATE, old, OPEN)
    assert not answers(MISSING, old, OPEN)


@pytest.mark.parametrize(
    ("present", "absent", "near"),
    [
        (0, 0, False),
        (1, 0, False),  # the first absence would do, and yet nothing was missed
        (19, 1, True),
        (90, 6, True),  # four more, all missed: 10 of 100
        (91, 6, False),  # and here five
        (90, 10, False),  # persistent already
    ],
)
def test_near_is_who_has_missed_something_and_is_a_few_sessions_away(present: int, absent: int, near: bool) -> None:
    assert PupilStanding(Totals(present=present, unauthorised=absent)).near is near
    assert not PupilStanding(None).near, "nobody on this basis"
