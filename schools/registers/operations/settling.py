"""Letting plans follow what changes around them: the roll, a day off, a closure and its undoing.

No row of a plan changes here. What stands in a register that nobody has taken becomes what the plans make of it now.
"""

import datetime as dt
from collections.abc import Collection

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.london import LONDON
from schools.journal.operations import record
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.plan_writing import PlanMark, put_marks
from schools.registers.queries.plans import Place, plan_cells, planned_places, unsettled
from schools.registers.rules.plans import settled
from schools.roll.queries.signing import Signature

#: As what the system signs.
BY_RULE = Signature(SYSTEM, "Plans")


def follow_roll(since: dt.date) -> None:
    """Let plans follow who is on roll and placed: a leaver's stand no more, a joiner's do, and those of who comes back."""
    _follow(set(unsettled(since, dt.date.max)), BY_RULE, clock.now())


def follow_day(on: dt.date, *, signed: Signature, now: dt.datetime, places: Collection[Place] = ()) -> int:
    """Let plans follow a day off that was entered or taken back; of an undone closure also the `places` it gave back.

    How many marks changed. The caller holds the week.
    """
    return _follow({*planned_places(on), *places}, signed, now)


def stand_again(places: Collection[Place], now: dt.datetime) -> None:
    """Let plans have cells that a hand has given up before their register opens. The caller holds plans and register."""
    _settle(places, BY_RULE, now)


def _follow(asked: set[Place], signed: Signature, now: dt.datetime) -> int:
    if not asked:
        return 0
    days = [on for _, on, _ in asked]
    lock_weeks(min(days), max(days))
    return _settle(asked, signed, now)


def _settle(asked: Collection[Place], signed: Signature, now: dt.datetime) -> int:
    marks = [PlanMark(cell, code) for cell in plan_cells(asked, now) if (code := settled(cell)) != cell.mark.code]
    entry = put_marks(marks, source_id=None, signed=signed, now=now)
    if marks:
        today = now.astimezone(LONDON).date()
        record("plan.followed", about=("registers", today), by=signed.by, details={"marks": len(marks), "entry": entry})
    return len(marks)
