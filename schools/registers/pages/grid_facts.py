"""What the grid's script must know to answer a key at once: what may stand in each cell, and in what words it may not.

The script refuses by these words and saves nothing by them: the server judges every save again by the same rules.
Sentences are listed once (`words`) and named by their place, -1 for none, because ten sessions share most of them.
"""

import datetime as dt
import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from schools.registers.pages.rights import RegisterRights
from schools.registers.queries.sheets import Sheet
from schools.registers.rules.addresses import SESSION_WORDS
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.entering import (
    NO_MARK,
    CellMark,
    Entering,
    cell_refusal,
    codes_on,
    refused_codes,
    slot_refusal,
)
from schools.registers.rules.plan_sources import label_of
from schools.registers.rules.slots import Slot
from schools.registers.rules.spoken import shape_of, words_of
from schools.roll.queries import due_elsewhere
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

SEE_ONLY = "You may see this register. Its teacher or the attendance officer takes it."
#: A question about a session as a whole is asked of a child of ten.
_OF_AGE = dt.timedelta(days=3652)
_ILL, _UNEXPLAINED = CellMark("I"), CellMark(NO_REASON_YET)
_NONE: Final = -1


class _Words:
    """Sentences, each listed once."""

    def __init__(self) -> None:
        self.listed: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, words: str | None) -> int:
        if not words:
            return _NONE
        if words not in self._places:
            self._places[words] = len(self.listed)
            self.listed.append(words)
        return self._places[words]


def grid_facts(
    sheets: Sequence[Sheet],
    slots: Sequence[Slot],
    *,
    rights: Mapping[uuid.UUID, RegisterRights],
    now: dt.datetime | None = None,
) -> dict[str, Any]:
    """The facts of a grid whose rows are the pupils of these sheets in order, and whose columns are these slots.

    Whose a row is, and how they are called, is on the page with the row (`cells.row_opening`).

    With the moment, a page left open is told when a register opens or closes next, to ask for its facts anew.
    """
    words = _Words()
    shown = {row.code for slot in slots for row in codes_on(slot.date)}
    shown |= {cell.code for one in sheets for row in one.rows for cell in row.cells if cell and cell.code}
    last = slots[-1].date
    cells = [
        (number * len(slots) + column, cell)
        for number, row in enumerate(row for one in sheets for row in one.rows)
        for column, cell in enumerate(row.cells)
        if cell is not None
    ]
    return {
        "codes": {code: [shape_of(code, last), words_of(code, last)] for code in sorted(shown)},
        "slots": [_slot(slot, words) for slot in slots],
        "groups": [_group(one, rights.get(one.group.pk, RegisterRights.SEE)) for one in sheets],
        "rows": [
            [
                place,
                _of_age(row.pupil.birth, slots),
                [None if cell is None else _written(cell) for cell in row.cells],
            ]
            for place, one in enumerate(sheets)
            for row in one.rows
        ],
        "planned": [number for number, cell in cells if cell.planned],
        "plans": {number: words.place(label_of(cell.plan)) for number, cell in cells if cell.planned and cell.plan},
        "expected": {number: [cell.expects, words_of(cell.expects, last)] for number, cell in cells if cell.expects},
        "elsewhere": _elsewhere(sheets, slots),
        "renewIn": None if now is None else _next_change(slots, now),
        "seeOnly": words.place(SEE_ONLY),
        "words": words.listed,
    }


def _elsewhere(sheets: Sequence[Sheet], slots: Sequence[Slot]) -> list[int]:
    """The cells of sessions due at another school, numbered row by row. One query."""
    pupils = [row.pupil.id for one in sheets for row in one.rows]
    due = due_elsewhere(pupils, slots[0].date, slots[-1].date)
    return [
        number * len(slots) + column
        for number, pupil in enumerate(pupils)
        if pupil in due
        for column, slot in enumerate(slots)
        if any(one.holds(slot.date, slot.session) for one in due[pupil])
    ]


def _next_change(slots: Sequence[Slot], now: dt.datetime) -> int | None:
    """Seconds until one of these registers opens or closes, or None when none does any more."""
    moments = [
        moment
        for slot in slots
        if slot.window and not slot.closed
        for moment in (slot.window.opening(slot.date), slot.window.closing(slot.date))
        if moment > now
    ]
    return math.ceil((min(moments) - now).total_seconds()) if moments else None


def _written(cell: CellMark) -> str:
    """A mark as the script reads it: "", "/", "L 12"."""
    if cell.code is None:
        return ""
    return cell.code if cell.minutes is None else f"{cell.code} {cell.minutes}"


def _of_age(birth: dt.date, slots: Sequence[Slot]) -> bool | list[bool]:
    """Whether the pupil is of compulsory school age: one answer where it holds for every session."""
    first, last = (of_compulsory_school_age(birth, day) for day in (slots[0].date, slots[-1].date))
    return first if first == last else [of_compulsory_school_age(birth, slot.date) for slot in slots]


def _group(one: Sheet, rights: RegisterRights) -> dict[str, Any]:
    return {
        "name": one.group.name,
        "reach": int(rights),
        "versions": list(one.versions),
        "registers": [f"{one.group.pk}/{slot.date.isoformat()}/{SESSION_WORDS[slot.session]}/" for slot in one.slots],
    }


def _slot(slot: Slot, words: _Words) -> dict[str, Any]:
    of_age = slot.date - _OF_AGE
    closed = slot_refusal(slot)

    def refused(held: CellMark, asked: CellMark, *, only: str) -> int:
        """Why a teacher may not, when it is for the reason named."""
        fault = cell_refusal(slot, birth=of_age, held=held, asked=asked, entering=Entering(may_amend=False))
        return words.place(fault.words if fault is not None and fault.code == only else None)

    return {
        "name": slot.name,
        "date": slot.date.isoformat(),
        "session": SESSION_WORDS[slot.session],
        "phase": str(slot.entering),
        "held": not slot.closed,
        "unplanned": bool(slot.unplanned),
        "due": slot.due,
        "windowed": slot.window is not None,
        "bound": slot.late_bound,
        "needsMinutes": slot.window.needs_minutes if slot.window else False,
        "closed": words.place(closed.words if closed else None),
        "first": refused(NO_MARK, _ILL, only="may_not_amend"),
        "change": refused(_UNEXPLAINED, _ILL, only="may_not_amend"),
        "removal": refused(_UNEXPLAINED, NO_MARK, only="not_removable"),
        "codes": [row.code for row in codes_on(slot.date)],
        "refused": [
            {code: words.place(said) for code, said in refused_codes(slot, compulsory_age=age).items()}
            for age in (False, True)
        ],
    }
