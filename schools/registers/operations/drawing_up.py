"""Working a plan out: what each wanted session comes to, which rows are kept or go, which marks are put. Writes nothing."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.refusals import Fault, Refused
from schools.registers.models import Plan
from schools.registers.operations.bulk import lock_weeks
from schools.registers.operations.plan_writing import PlanMark
from schools.registers.queries.plans import plan_cells, plans_of
from schools.registers.rules.entering import Entering, needs_reason, reason_refusal
from schools.registers.rules.plans import (
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
)
from schools.roll.models import Pupil

#: What is wanted of each pupil, by compact key.
Wishes = Mapping[int, Collection[PlannedSession]]


@dataclass(frozen=True, slots=True)
class Planning:
    """Who wants something, and how far they may go in a register that has opened."""

    source: PlanSource
    source_id: uuid.UUID
    reason: str = ""
    may_amend: bool = False

    def wants(self, one: PlannedSession) -> Wanted:
        return Wanted(self.source.name, self.source_id, self.source.rank, one.code, one.confirmed)

    def is_mine(self, one: Wanted) -> bool:
        return (one.source, one.source_id) == (self.source.name, self.source_id)


@dataclass(frozen=True, slots=True)
class DrawnPupil:
    """One pupil's part of a plan: rows to keep, rows that go, marks to put, and the outcome."""

    pupil: uuid.UUID
    outcome: PlanOutcome
    rows: tuple[Plan, ...] = ()
    gone: tuple[uuid.UUID, ...] = ()
    marks: tuple[PlanMark, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.rows or self.gone or self.marks)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan worked out, by the compact keys of its pupils."""

    pupils: Mapping[int, DrawnPupil]

    @property
    def outcomes(self) -> dict[int, PlanOutcome]:
        return {key: one.outcome for key, one in self.pupils.items()}

    @property
    def rows(self) -> list[Plan]:
        return [row for one in self.pupils.values() for row in one.rows]

    @property
    def gone(self) -> list[uuid.UUID]:
        return [row for one in self.pupils.values() for row in one.gone]

    @property
    def marks(self) -> list[PlanMark]:
        return [mark for one in self.pupils.values() for mark in one.marks]


def draw_up(planning: Planning, wishes: Wishes, now: dt.datetime, *, hold: bool) -> Drawn:
    """What these wishes come to, in as many statements however many pupils and sessions; with `hold`, the weeks are held."""
    _check(planning, wishes)
    pupils = dict(Pupil.objects.filter(key__in=list(wishes)).values_list("key", "pk"))
    if len(pupils) < len(wishes):
        raise Refused("No pupil of this school has that key.", code="pupil_unknown", field="pupil")
    held: dict[int, dict[tuple[dt.date, int], Plan]] = {key: {} for key in wishes}
    for row in plans_of(planning.source.name, planning.source_id, list(wishes)):
        held[row.pupil_key][row.date, row.session] = row
    places = {(key, one.date, one.session) for key, wanted in wishes.items() for one in wanted}
    places |= {(key, *place) for key, rows in held.items() for place in rows}
    if hold and places:
        days = [on for _, on, _ in places]
        lock_weeks(min(days), max(days))
    cells: dict[int, dict[tuple[dt.date, int], PlanCell]] = {key: {} for key in wishes}
    for cell in plan_cells(places, now):
        cells[cell.key][cell.slot.date, cell.slot.session] = cell
    return Drawn(
        {key: _pupil(planning, pupils[key], wanted, held[key], cells[key]) for key, wanted in sorted(wishes.items())}
    )


def _check(planning: Planning, wishes: Wishes) -> None:
    """What is wrong with a plan as a whole."""
    fault = reason_refusal(planning.reason, needed=False)
    for wanted in wishes.values():
        fault = fault or check_once(wanted)
    if fault is not None:
        raise Refused.because(fault)


def _pupil(
    planning: Planning,
    pupil: uuid.UUID,
    wanted: Collection[PlannedSession],
    held: Mapping[tuple[dt.date, int], Plan],
    cells: Mapping[tuple[dt.date, int], PlanCell],
) -> DrawnPupil:
    wished = {(one.date, one.session): one for one in wanted}
    drawn = [_wish(planning, one, held.get(place), cells[place]) for place, one in sorted(wished.items())]
    gone = [_withdrawn(planning, row, cells[place]) for place, row in sorted(held.items()) if place not in wished]
    put = [*(mark for _, _, mark in drawn), *(mark for _, mark in gone)]
    marks = tuple(mark for mark in put if mark is not None)
    refused = {(one.asked.date, one.asked.session) for one, *_ in drawn if not one.verdict.kept}
    outcome = PlanOutcome(tuple(one for one, *_ in drawn), tuple(one for one, _ in gone), len(marks))
    return DrawnPupil(
        pupil,
        outcome,
        tuple(row for _, row, _ in drawn if row is not None),
        tuple(row.pk for place, row in held.items() if place not in wished or place in refused),
        marks,
    )


def _wish(
    planning: Planning, one: PlannedSession, row: Plan | None, cell: PlanCell
) -> tuple[SessionOutcome, Plan | None, PlanMark | None]:
    """One session as wanted now: what comes of it, the row that is written, and the mark that is put."""
    kept = row is not None and (row.expects or row.code) == one.code and bool(row.expects) != one.confirmed
    others = tuple(other for other in cell.wanted if not planning.is_mine(other))
    # What another place has confirmed stays as it said, however often its schedule is set again.
    wish = planning.wants(PlannedSession(one.date, one.session, row.code, row.confirmed) if row and kept else one)
    cell = replace(cell, wanted=others)
    verdict = judge(cell, wish, new=not kept, entering=Entering(planning.may_amend, planning.reason))
    if verdict.enters:
        why = planning.reason.strip() if needs_reason(cell.slot, cell.mark) else None
        mark: PlanMark | None = PlanMark(cell, wish.code, planned=False, reason=why)
    else:
        mark = _settling(cell, (*others, wish) if verdict.kept else others)
    new = _row(cell, one, wish) if verdict.kept and not kept else None
    return SessionOutcome(one, verdict, cell.mark.code, _after(cell, mark)), new, mark


def _row(cell: PlanCell, one: PlannedSession, wish: Wanted) -> Plan:
    return Plan(
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


def _withdrawn(planning: Planning, row: Plan, cell: PlanCell) -> tuple[SessionOutcome, PlanMark | None]:
    """A session that is no longer wanted: the next stands; what counts in a register stays what it is."""
    mark = _settling(cell, [other for other in cell.wanted if not planning.is_mine(other)])
    fault = None
    if cell.mark.code == row.code and not cell.mark.planned:
        words = f"The register has {row.code}: it is amended there, with a reason, if it is not right."
        fault = Fault(words, "entered", "date")
    asked = PlannedSession(row.date, row.session, row.code, row.confirmed)
    return SessionOutcome(asked, Verdict(Standing.STANDS, fault), cell.mark.code, _after(cell, mark)), mark


def _settling(cell: PlanCell, wanted: Sequence[Wanted]) -> PlanMark | None:
    """The mark to put in a cell in which this is wanted, or None where what stands there stays."""
    code = settled(replace(cell, wanted=tuple(wanted)))
    return None if code == cell.mark.code else PlanMark(cell, code)


def _after(cell: PlanCell, mark: PlanMark | None) -> str | None:
    return cell.mark.code if mark is None else mark.code
