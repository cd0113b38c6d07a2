"""Planning what is known beforehand: one door for leave, part-time, another school, suspension, and marks in bulk.

What a source wants of a pupil is set, never added to: afterwards it is exactly these sessions, none when it is withdrawn.
Where two want one session both are kept and one stands (`rules.plans`). A mark entered by hand or brought by a file stands
before all. What is ahead is only planned, and counts when its register is taken; a register that has opened is entered or
amended, with a reason, by those who may.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from foundation import clock
from schools.journal.operations import record_all
from schools.registers.operations.confirming import confirm
from schools.registers.operations.drawing_up import Drawn, Planning, Wishes, draw_up
from schools.registers.operations.plan_writing import PlanMark, hold_plans, keep_rows, put_marks
from schools.registers.rules.plans import PlannedSession, PlanOutcome, source_named
from schools.roll.queries.signing import Signature

__all__ = ["PlanOutcome", "PlannedSession", "carry_out", "confirm", "hold_plans", "plan", "plan_many", "preview_plan"]


def plan(
    *,
    source: str,
    source_id: uuid.UUID,
    pupil_key: int,
    sessions: Collection[PlannedSession],
    signed: Signature,
    reason: str = "",
    may_amend: bool = False,
    now: dt.datetime | None = None,
) -> PlanOutcome:
    """Let a source want exactly these sessions of a pupil, signed by whoever plans. The same again changes nothing.

    Only with `may_amend` is a register that has opened on an earlier day entered; over a mark that counts, only with a
    reason. Nothing is raised for a session that cannot be: the outcome says it, and whoever wants all or nothing asks it
    (`PlanOutcome.faults`) and refuses.
    """
    return plan_many(
        source=source,
        source_id=source_id,
        wishes={pupil_key: sessions},
        signed=signed,
        reason=reason,
        may_amend=may_amend,
        now=now,
    )[pupil_key]


def plan_many(
    *,
    source: str,
    source_id: uuid.UUID,
    wishes: Wishes,
    signed: Signature,
    reason: str = "",
    may_amend: bool = False,
    now: dt.datetime | None = None,
) -> dict[int, PlanOutcome]:
    """The same for several pupils, by compact key, in one act; what is wanted of others by that source stays as it is."""
    moment = now or clock.now()
    hold_plans()
    drawn = draw_up(Planning(source_named(source), source_id, reason, may_amend), wishes, moment, hold=True)
    carry_out(drawn, source=source, source_id=source_id, signed=signed, now=moment)
    return drawn.outcomes


def preview_plan(
    *,
    source: str,
    source_id: uuid.UUID,
    pupil_key: int,
    sessions: Collection[PlannedSession],
    reason: str = "",
    may_amend: bool = False,
    now: dt.datetime | None = None,
) -> PlanOutcome:
    """What `plan` would come to, as things stand. Writes nothing."""
    planning = Planning(source_named(source), source_id, reason, may_amend)
    return draw_up(planning, {pupil_key: sessions}, now or clock.now(), hold=False).outcomes[pupil_key]


def carry_out(
    drawn: Drawn,
    *,
    source: str,
    source_id: uuid.UUID,
    signed: Signature,
    now: dt.datetime,
    further: Sequence[PlanMark] = (),
) -> int | None:
    """Write what was worked out while all was held, with `further` marks of the same act. The entry's key, if any."""
    keep_rows(drawn.rows, drawn.gone, signed=signed, now=now)
    entry = put_marks([*drawn.marks, *further], source_id=source_id, signed=signed, now=now)
    lines: list[tuple[tuple[str, object], dict[str, Any]]] = [
        (
            ("pupil", one.pupil),
            {
                "source": source,
                "plan": str(source_id),
                "sessions": len(one.outcome.sessions),
                "withdrawn": len(one.outcome.withdrawn),
                "marks": len(one.marks),
                "entry": entry,
            },
        )
        for one in drawn.pupils.values()
        if one.changes
    ]
    record_all("plan.set", lines, by=signed.by)
    return entry
