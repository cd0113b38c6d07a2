"""One code for many pupils in many sessions, through the door of all plans: previewed, done in the worker, undone as one.

An edit is one transaction of the worker: whole, or absent. It does what was shown when it was asked for, or nothing. What is
ahead is planned, under the edit's own key; a register that has opened is entered or amended. Undone, a cell goes back only
while it stands as the edit left it; what was changed since, or counts since its register was taken, is a person's.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from foundation.audit.actors import Actor
from foundation.london import LONDON
from foundation.refusals import Overtaken, Refused
from schools.journal.operations import promise, record
from schools.registers.models import BulkEdit, Entry
from schools.registers.operations.drawing_up import Drawn, Planning, draw_up
from schools.registers.operations.keys import answered, remember
from schools.registers.operations.plan_writing import PlanMark, hold_plans, put_marks
from schools.registers.operations.plans import carry_out
from schools.registers.queries.bulk_edits import edited_cells
from schools.registers.queries.plans import Place, plan_cells
from schools.registers.rules.asks import digest
from schools.registers.rules.bulk_edits import (
    BULK_UNDONE,
    BulkAsk,
    edit_may_be_undone,
    shown_digest,
    size_refusal,
)
from schools.registers.rules.entering import CellMark
from schools.registers.rules.plan_sources import BULK
from schools.registers.rules.plans import PlannedSession, PlanOutcome, settled
from schools.roll.queries.signing import Signature

#: Outbox topic: somebody wants a bulk edit done. Payload `edit`.
BULK_WANTED: Final = "registers.bulk_wanted"


@dataclass(frozen=True, slots=True)
class EditUndone:
    """What came of undoing: how many marks went back, and how many were left to a person."""

    marks: int
    left: int


def preview_edit(ask: BulkAsk, *, now: dt.datetime) -> dict[int, PlanOutcome]:
    """What an edit would come to for each pupil, by compact key. Refused where it cannot be asked for. Writes nothing."""
    fault = size_refusal(ask)
    if fault is not None:
        raise Refused.because(fault)
    return draw_up(_planning(uuid.UUID(int=0), ask.reason), ask.wishes, now, hold=False).outcomes


def want_edit(ask: BulkAsk, *, shown: bytes, signed: Signature, now: dt.datetime) -> uuid.UUID:
    """Have an edit done as it was `shown`. The same key is answered again. The key of the edit."""
    before = answered(ask.key, signed.by, ask.fingerprint())
    if before is not None:
        return uuid.UUID(before["edit"])
    if shown_digest(preview_edit(ask, now=now)) != shown:
        raise Overtaken("Marks have changed since this was shown. Nothing was done: look again.", code="overtaken")
    edit = BulkEdit.objects.create(
        pupils=list(ask.pupils),
        dates=[on for on, _ in ask.sessions],
        sessions=[session for _, session in ask.sessions],
        code=ask.code,
        reason=ask.reason.strip(),
        shown=shown,
        wanted_at=now,
        person_id=signed.by.person_id,
        staff_id=signed.staff,
        by_name=signed.by.name,
        by_position=signed.position,
    )
    details = {"pupils": len(ask.pupils), "sessions": len(ask.sessions), "code": ask.code}
    record("bulk_edit.wanted", about=("bulk_edit", edit.pk), by=signed.by, details=details)
    promise(BULK_WANTED, {"edit": str(edit.pk)})
    remember(ask.key, signed.by, ask.fingerprint(), {"edit": str(edit.pk)})
    return edit.pk


def do_edit(edit_id: uuid.UUID, *, now: dt.datetime) -> BulkEdit.Status:
    """Do an edit that is wanted, signed by who wanted it; one that would do anything else than was shown does nothing.

    Safe to repeat: an edit that has gone on is left as it is.
    """
    hold_plans()
    edit = BulkEdit.objects.select_for_update(no_key=True).get(pk=edit_id)
    if edit.status != BulkEdit.Status.WANTED:
        return BulkEdit.Status(edit.status)
    wishes = {key: _wanted(edit) for key in edit.pupils}
    drawn = draw_up(_planning(edit.pk, edit.reason), wishes, now, hold=True)
    if shown_digest(drawn.outcomes) != bytes(edit.shown):
        edit.status = BulkEdit.Status.OVERTAKEN
        edit.save(update_fields=["status"])
        return BulkEdit.Status.OVERTAKEN
    signed = _signature(edit)
    edit.entry_id = carry_out(drawn, source=BULK.name, source_id=edit.pk, signed=signed, now=now)
    edit.status, edit.done_at = BulkEdit.Status.DONE, now
    edit.counts, edit.before = _counts(drawn), _entered(drawn)
    edit.save(update_fields=["status", "done_at", "entry", "counts", "before"])
    record("bulk_edit.done", about=("bulk_edit", edit.pk), by=signed.by, details=edit.counts)
    return BulkEdit.Status.DONE


def undo_edit(edit: BulkEdit, *, reason: str, key: str, signed: Signature, now: dt.datetime) -> EditUndone:
    """Take an edit back, cell by cell as far as each stands as it left it. The same key is answered again."""
    fingerprint = digest(["bulk edit undone", str(edit.pk), reason])
    hold_plans()
    before = answered(key, signed.by, fingerprint)
    if before is not None:
        return EditUndone(**before)
    edit = BulkEdit.objects.select_for_update(no_key=True).get(pk=edit.pk)
    check_edit_undoing(edit, today=now.astimezone(LONDON).date())
    # Holds every week of the edit; what it planned and nobody has taken gives way to what is planned next, or to nothing.
    drawn = draw_up(_planning(edit.pk, ""), {one: [] for one in edit.pupils}, now, hold=True)
    back = _put_back(edit, f"{BULK_UNDONE}{reason.strip()}", now)
    carry_out(drawn, source=BULK.name, source_id=edit.pk, signed=signed, now=now, further=back.plans)
    put_marks(back.hands, source=Entry.Source.PAGE, source_id=edit.pk, signed=signed, now=now)
    marks = len(drawn.marks) + len(back.plans) + len(back.hands)
    done = EditUndone(marks, left=sum(not one.undone for one in edited_cells(edit)))
    edit.status, edit.undone_at, edit.undone_by = BulkEdit.Status.UNDONE, now, signed.by.name
    edit.save(update_fields=["status", "undone_at", "undone_by"])
    record("bulk_edit.undone", about=("bulk_edit", edit.pk), by=signed.by, details=asdict(done))
    remember(key, signed.by, fingerprint, asdict(done))
    return done


def check_edit_undoing(edit: BulkEdit, *, today: dt.date) -> None:
    """Refused where an edit can not, or no longer, be undone as one act."""
    if edit.status != BulkEdit.Status.DONE or edit.done_at is None:
        raise Refused("This edit has changed nothing, or has been undone already.", code="not_done")
    if not edit_may_be_undone(edit.done_at.astimezone(LONDON).date(), max(edit.dates), today):
        raise Refused(
            "An edit is undone as one act on the day it was done, or before the last of its days is over.",
            code="too_late_to_undo",
            remedy="Now its registers are amended, with a reason.",
        )


@dataclass(frozen=True, slots=True)
class _Back:
    """What goes back: marks that somebody, or a file, had put there, and what is planned now where a plan had."""

    hands: list[PlanMark]
    plans: list[PlanMark]


def _put_back(edit: BulkEdit, reason: str, now: dt.datetime) -> _Back:
    """What goes back of the marks that were entered at once: those that are the edit's still, in a year that is open."""
    planning = _planning(edit.pk, "")
    stood: dict[Place, tuple[CellMark, bool]] = {
        (key, dt.date.fromisoformat(on), session): (CellMark(code, minutes, planned), ours)
        for key, on, session, code, minutes, planned, ours in edit.before
    }
    back = _Back([], [])
    for cell in plan_cells(stood, now):
        if cell.entry != edit.entry_id or cell.slot.year_closed:
            continue
        mark, ours = stood[cell.key, cell.slot.date, cell.slot.session]
        if ours:
            wanted = tuple(one for one in cell.wanted if not planning.is_mine(one))
            code = settled(replace(cell, mark=mark, ours=True, wanted=wanted))
            back.plans.append(PlanMark(cell, code, reason=reason))
        else:
            back.hands.append(PlanMark(cell, mark.code, mark.planned, reason, mark.minutes))
    return back


def _planning(edit: uuid.UUID, reason: str) -> Planning:
    return Planning(BULK, edit, reason, may_amend=True)


def _wanted(edit: BulkEdit) -> list[PlannedSession]:
    return [PlannedSession(on, session, edit.code) for on, session in zip(edit.dates, edit.sessions, strict=True)]


def _signature(edit: BulkEdit) -> Signature:
    return Signature(Actor(edit.person_id, edit.by_name), edit.by_position, edit.staff_id)


def _counts(drawn: Drawn) -> dict[str, int]:
    """How many marks were written, and what became of the sessions."""
    became: Mapping[str, int] = Counter(
        one.verdict.standing.value for outcome in drawn.outcomes.values() for one in outcome.sessions
    )
    return {"marks": len(drawn.marks), **became}


def _entered(drawn: Drawn) -> list[list[Any]]:
    """What stood in the cells that were entered at once."""
    return [
        [
            one.cell.key,
            one.cell.slot.date.isoformat(),
            one.cell.slot.session,
            one.cell.mark.code,
            one.cell.mark.minutes,
            one.cell.mark.planned,
            one.cell.ours,
        ]
        for one in drawn.marks
        if not one.planned
    ]
