"""What an officer asks of a week: who was not here, with no reason yet, late, or has no mark at all.

A question is one of the words below, or a code of the register. Late is attendance; N is an absence that nobody has
explained, and unauthorised until somebody does.
"""

import datetime as dt
from functools import lru_cache
from typing import Final

from schools.registers.rules.codes import NO_REASON_YET, CodeNotValidOn, Late, MarkClass, UnknownCode, code_on
from schools.registers.rules.entering import CellMark
from schools.registers.rules.slots import Slot

ABSENT, UNAUTHORISED, UNEXPLAINED, LATE, NOT_PRESENT, MISSING = (
    "absent",
    "unauthorised",
    "unexplained",
    "late",
    "away",
    "missing",
)
#: The questions in the words of the page, in its order.
QUESTIONS: Final = {
    ABSENT: "Absent",
    UNEXPLAINED: "No reason yet",
    UNAUTHORISED: "Unauthorised",
    LATE: "Late",
    NOT_PRESENT: "Not present",
    MISSING: "Missing marks",
}


_ABSENCES: Final = frozenset({ABSENT, UNEXPLAINED, UNAUTHORISED})


@lru_cache(maxsize=4096)
def kinds_of(code: str, on: dt.date) -> frozenset[str]:
    """The questions that a mark answers, its own code among them. A code that the date does not know answers only that."""
    try:
        meaning = code_on(code, on)
    except (UnknownCode, CodeNotValidOn):
        return frozenset({code, NOT_PRESENT})
    found = {code}
    if meaning.mark_class in (MarkClass.AUTHORISED, MarkClass.UNAUTHORISED):
        found.add(ABSENT)
    if meaning.mark_class is MarkClass.UNAUTHORISED:
        found.add(UNAUTHORISED)
    if meaning.mark_class is not MarkClass.PRESENT:
        found.add(NOT_PRESENT)
    if meaning.late is not Late.NO:
        found.add(LATE)
    if code == NO_REASON_YET:
        found.add(UNEXPLAINED)
    return frozenset(found)


def answers(question: str, cell: CellMark | None, slot: Slot) -> bool:
    """Whether a cell answers the question. None, a pupil whom the group does not record then, answers none.

    What is planned makes nobody absent: until its register is taken, the mark itself is missing.
    """
    if cell is None:
        return False
    if question == MISSING:
        return slot.due and (cell.code is None or cell.planned)
    if cell.code is None or (cell.planned and question in _ABSENCES):
        return False
    return question in kinds_of(cell.code, slot.date)
