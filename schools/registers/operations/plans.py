"""Planning what is known beforehand: one door for leave, part-time, another school, suspension, and marks in bulk.

What a source wants of a pupil is set, never added to: afterwards it is exactly these sessions, none when it is withdrawn.
Where two want one session both are kept and one stands (`rules.plans`). A mark entered by hand or brought by a file stands
before all. What is ahead is only planned, and counts when its register is taken; a register that has opened is entered or
amended, with a reason, by those who may.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from foundation import clock
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.registers.models import Plan
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.confirming import confirm
from schools.registers.operations.plan_writing import PlanMark, hold_plans, put_marks
from schools.registers.queries.plans import plan_cells, plans_of
from schools.registers.rules.entering import Entering, needs_reason, reason_refusal
from schools.registers.rules.plans import (
    STANDS,
    PlanCell,
    PlannedSession,
    PlanOutcome,
    PlanSource,
    SessionOutcome,
    Standing,
    Verdict,
    Wanted,
    check_once,
    judge,
    settled,
    source_named,
)
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature

__all__ = ["PlanOutcome", "PlannedSession", "confirm", "hold_plans", "plan", "preview_plan"]


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
    (`PlanOutcome.faults`) and refuses. Whoever plans for several pupils in one act holds the plans and the weeks first.
    """
    moment = now or clock.now()
    hold_plans()
    drawn = _drawn(_Asked(source_named(source), source_id, pupil_key, reason, may_amend), sessions, moment, hold=True)
    _keep(drawn, signed, moment)
    entry = put_marks(drawn.marks, source_id=source_id, signed=signed, now=moment)
    if drawn.marks or drawn.rows or drawn.gone:
        details = {
            "source": source,
            "plan": str(source_id),
            "sessions": len(drawn.outcome.sessions),
            "withdrawn": len(drawn.outcome.withdrawn),
            "marks": len(drawn.marks),
            "entry": entry,
        }
        record("plan.set", about=("pupil", drawn.pupil), by=signed.by, details=details)
    return drawn.outcome


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
    asked = _Asked(source_named(source), source_id, pupil_key, reason, may_amend)
    return _drawn(asked, sessions, now or clock.now(), hold=False).outcome


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants something, of whom, and how far they may go."""

    source: PlanSource
    source_id: uuid.UUID
    pupil_key: int
    reason: str
    may_amend: bool

    def wants(self, one: PlannedSession) -> Wanted:
        return Wanted(self.source.name, self.source_id, self.source.rank, one.code, one.confirmed)

    def is_mine(self, one: Wanted) -> bool:
        return (one.source, one.source_id) == (self.source.name, self.source_id)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A plan worked out: rows to keep, rows that go, marks to put, and the outcome."""

    pupil: uuid.UUID
    rows: list[Plan]
    gone: list[uuid.UUID]
    marks: list[PlanMark]
    outcome: PlanOutcome


def _drawn(asked: _Asked, sessions: Collection[PlannedSession], now: dt.datetime, *, hold: bool) -> _Drawn:
    wishes = sorted(sessions, key=lambda one: (one.date, one.session))
    fault = check_once(wishes) or reason_refusal(asked.reason, needed=False)
    if fault is not None:
        raise Refused.because(fault)
    pupil = Pupil.objects.filter(key=asked.pupil_key).values_list("pk", flat=True).first()
    if pupil is None:
        raise Refused("No pupil of this school has that key.", code="pupil_unknown", field="pupil")
    held = {(row.date, row.session): row for row in plans_of(asked.source.name, asked.source_id, asked.pupil_key)}
    places = {(one.date, one.session) for one in wishes} | held.keys()
    if not places:
        return _Drawn(pupil, [], [], [], PlanOutcome(()))
    if hold:
        days = [on for on, _ in places]
        lock_weeks(min(days), max(days))
    cells = plan_cells([(asked.pupil_key, on, session) for on, session in places], now)
    found = {(cell.slot.date, cell.slot.session): cell for cell in cells}
    drawn = [_wish(asked, one, held.get((one.date, one.session)), found[one.date, one.session]) for one in wishes]
    wished = {(one.date, one.session) for one in wishes}
    gone = [_withdrawn(asked, row, found[place]) for place, row in sorted(held.items()) if place not in wished]
    marks = [mark for _, _, mark in (*drawn, *gone) if mark is not None]
    kept = [row for _, row, _ in drawn if row is not None]
    refused = [
        held[one.asked.date, one.asked.session].pk
        for one, _, _ in drawn
        if not one.verdict.kept and (one.asked.date, one.asked.session) in held
    ]
    outcome = PlanOutcome(tuple(one for one, _, _ in drawn), tuple(one for one, _, _ in gone), len(marks))
    return _Drawn(pupil, kept, [row.pk for _, row, _ in gone if row is not None] + refused, marks, outcome)


#: What came of a session, the row of a plan that is written (or goes), and the mark that is put.
_Piece = tuple[SessionOutcome, Plan | None, PlanMark | None]


def _wish(asked: _Asked, one: PlannedSession, row: Plan | None, cell: PlanCell) -> _Piece:
    """One session as wanted now."""
    kept = row is not None and (row.expects or row.code) == one.code and bool(row.expects) != one.confirmed
    others = tuple(other for other in cell.wanted if not asked.is_mine(other))
    # What another place has confirmed stays as it said, however often its schedule is set again.
    wish = asked.wants(PlannedSession(one.date, one.session, row.code, row.confirmed) if row and kept else one)
    cell = replace(cell, wanted=others)
    verdict = judge(cell, wish, new=not kept, entering=Entering(asked.may_amend, asked.reason))
    mark = _mark(cell, (*others, wish) if verdict.kept else others, verdict, wish, asked.reason)
    new = None
    if verdict.kept and not kept:
        new = Plan(
            pupil_key=cell.key,
            date=one.date,
            session=one.session,
            source=wish.source,
            source_id=wish.source_id,
            rank=wish.rank,
            code=wish.code,
            expects="" if one.confirmed else one.code,
            confirmed=one.confirmed,
        )
    return SessionOutcome(one, verdict, cell.mark.code, _after(cell, mark)), new, mark


def _withdrawn(asked: _Asked, row: Plan, cell: PlanCell) -> _Piece:
    """A session that is no longer wanted: the next stands; what counts in a register stays what it is."""
    others = tuple(other for other in cell.wanted if not asked.is_mine(other))
    mark = _mark(cell, others, STANDS, None, "")
    after = _after(cell, mark)
    fault = None
    if cell.mark.code == row.code and not cell.mark.planned:
        words = f"The register has {row.code}: it is amended there, with a reason, if it is not right."
        fault = Fault(words, "entered", "date")
    asked_for = PlannedSession(row.date, row.session, row.code, row.confirmed)
    return SessionOutcome(asked_for, Verdict(Standing.STANDS, fault), cell.mark.code, after), row, mark


def _mark(
    cell: PlanCell, wanted: Sequence[Wanted], verdict: Verdict, wish: Wanted | None, reason: str
) -> PlanMark | None:
    """The mark to put in a cell in which this is wanted, or None where what stands there stays."""
    if verdict.enters and wish is not None:
        why = reason.strip() if needs_reason(cell.slot, cell.mark) else None
        return PlanMark(cell, wish.code, planned=False, reason=why)
    code = settled(replace(cell, wanted=tuple(wanted)))
    return None if code == cell.mark.code else PlanMark(cell, code)


def _after(cell: PlanCell, mark: PlanMark | None) -> str | None:
    return cell.mark.code if mark is None else mark.code


def _keep(drawn: _Drawn, signed: Signature, now: dt.datetime) -> None:
    """What is wanted, as rows: those that go, and those that are new or changed."""
    if drawn.gone:
        Plan.objects.filter(pk__in=drawn.gone).delete()
    for row in drawn.rows:
        row.at, row.by_name, row.by_position = now, signed.by.name, signed.position
    Plan.objects.bulk_create(
        drawn.rows,
        update_conflicts=True,
        unique_fields=["pupil_key", "date", "session", "source", "source_id"],
        update_fields=["rank", "code", "expects", "confirmed", "at", "by_name", "by_position"],
    )
