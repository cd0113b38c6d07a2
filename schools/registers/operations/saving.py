"""Saving one register by entering: all of what was sent, or nothing, and never over what somebody else has put there.

One transaction holds the marks, a version of each, the pupils' weeks, the register's version, the audit line, the promise
to the trust's figures and the idempotency key. Whoever saves says of each mark what they saw there: where something else
stands now, and it is not what they ask for either, the save is refused with the list, and they choose. All other cells
merge, whoever saved in between.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from foundation.database.hiding import whole_lists
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.registers.models import Entry
from schools.registers.operations.bulk import marks_changed
from schools.registers.operations.keys import answered, remember
from schools.registers.operations.plan_writing import hold_plans
from schools.registers.operations.settling import stand_again
from schools.registers.operations.writing import (
    HeldCell,
    Provenance,
    Replacement,
    held_marks,
    lock_register,
    write_marks,
)
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.asks import (
    MOST_MARKS,
    Ask,
    AskedChange,
    Conflict,
    MarksOvertaken,
    Saved,
)
from schools.registers.rules.codes import normalise
from schools.registers.rules.entering import (
    CellMark,
    Entering,
    awaits_taking,
    cell_refusal,
    needs_reason,
    reason_refusal,
    slot_refusal,
)
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.models import RegistrationGroup
from schools.roll.queries.signing import Signature

__all__ = ["Ask", "AskedChange", "Conflict", "MarksOvertaken", "Saved", "save_register"]


@whole_lists()
def save_register(
    *,
    group: RegistrationGroup,
    on: dt.date,
    session: int,
    ask: Ask,
    signed: Signature,
    may_amend: bool,
    now: dt.datetime,
    source: Entry.Source = Entry.Source.PAGE,
    knows_school: bool = False,
) -> Saved:
    """Save these marks, signed by whoever saves.

    Only somebody who `knows_school`, who may see every pupil of it, is told a key of nobody from one of another group.
    Raises Refused with every fault, by the row of its change, or MarksOvertaken with every cell somebody else changed. The
    same key with the same save gives the first answer again.
    """
    by = signed.by
    clears = any(change.asked.code is None for change in ask.changes)
    if clears:
        hold_plans()  # before the week, as whoever plans does: what is cleared may be a plan's to fill
    register = lock_register(group, on, session)
    slot = Timetable.now().slot(on, session, now)  # once the week is held, so that a year closed meanwhile is seen
    version, moment = register.version, register.moment(now)
    fingerprint = ask.fingerprint(group.pk, on, session)
    before = answered(ask.key, by, fingerprint)
    if before is not None:
        return _kept(before)
    _check_whole(ask, slot, version)
    changes = [_normalised(change) for change in ask.changes]
    held = _recorded(changes, held_marks(group, on, session, changes), knows_school=knows_school)
    # What was planned and is asked for again is confirmed, though no code changes.
    effective = [
        change
        for change in changes
        if not change.asked.alike(stands := held[change.pupil].mark) or awaits_taking(slot, stands)
    ]
    _check_conflicts(effective, held, version)
    _check_cells(effective, held, slot, Entering(may_amend, ask.reason))
    if not effective:
        saved = Saved(version, 0, moment)
    else:
        replacements = [_replacement(one, held, slot, ask.reason) for one in effective]
        made = Provenance(signed, source, moment, ask.key)
        written = write_marks(register.id, version + 1, slot, replacements, made)
        details = {"date": on.isoformat(), "session": session, "marks": len(replacements), "entry": written.entry}
        amended = sum(one.reason is not None for one in replacements)
        if amended:
            details["amended"] = amended
        record("register.saved", about=("registration_group", group.pk), by=by, details=details)
        if clears and slot.phase is WindowPhase.AHEAD:
            stand_again([(one.held.key, on, session) for one in replacements if one.asked.code is None], moment)
        if written.pupils:  # what is planned enters no figure yet
            marks_changed([on], pupils=written.pupils)
        saved = Saved(version + 1, len(replacements), moment, written.entry)
    answer = {"version": saved.version, "marks": saved.marks, "at": saved.at.isoformat(), "entry": saved.entry}
    remember(ask.key, by, fingerprint, answer)
    return saved


def _replacement(change: AskedChange, held: Mapping[uuid.UUID, HeldCell], slot: Slot, reason: str) -> Replacement:
    there = held[change.pupil]
    return Replacement(there, change.asked, reason.strip() if needs_reason(slot, there.mark) else None)


def _kept(answer: dict[str, Any]) -> Saved:
    """What a save was answered, read from what its key has kept."""
    at = dt.datetime.fromisoformat(answer["at"])
    return Saved(answer["version"], answer["marks"], at, answer["entry"])


# What is refused


def _check_whole(ask: Ask, slot: Slot, version: int) -> None:
    """What is wrong with the save as a whole."""
    if not ask.changes:
        raise Refused("There is no mark in this save. Send at least one.", code="nothing_to_save", field="marks")
    if len(ask.changes) > MOST_MARKS:
        words = f"A save carries at most {MOST_MARKS} marks; this one has {len(ask.changes):,}. Send it in parts."
        raise Refused(words, code="too_many", field="marks")
    if ask.version > version:
        words = f"The register is at version {version}, so nobody can have seen version {ask.version}. Read it again."
        raise Refused(words, code="version_unknown", field="version")
    fault = slot_refusal(slot) or reason_refusal(ask.reason, needed=False)
    if fault is not None:
        raise Refused.because(fault)


def _normalised(change: AskedChange) -> AskedChange:
    r"""The change with its code as the table writes it: `n` is N, `i ` is I; `\` and `/` stay two codes."""
    code = change.asked.code
    return (
        change
        if code is None
        else AskedChange(change.row, change.pupil, change.was, CellMark(normalise(code), change.asked.minutes))
    )


def _recorded(
    changes: Sequence[AskedChange], found: Mapping[uuid.UUID, HeldCell | None], *, knows_school: bool
) -> dict[uuid.UUID, HeldCell]:
    """What this register holds of everyone asked about, once each.

    Unknown pupils are refused before all else: whoever is not of this school does not exist here. To somebody who may not
    see the whole school they answer as a pupil of another group does, so that nobody can ask which keys are pupils.
    """
    unknown = [
        Fault("No pupil of this school has that key.", "pupil_unknown", "pupil", one.row)
        for one in changes
        if one.pupil not in found
    ]
    if unknown and knows_school:
        raise Refused.because(*unknown)
    elsewhere = (
        "The pupil is not in this group and on roll that day. Look at the pupil's record, then at the right register."
    )
    faults = [Fault(elsewhere, "not_in_register", "pupil", one.row) for one in changes if found.get(one.pupil) is None]
    seen: set[uuid.UUID] = set()
    for one in changes:
        if one.pupil in seen:
            words = "The pupil is in this save twice. Send one mark for each pupil."
            faults.append(Fault(words, "pupil_twice", "pupil", one.row))
        seen.add(one.pupil)
    if faults:
        raise Refused.because(*faults)
    return {pupil: there for pupil, there in found.items() if there is not None}


def _check_cells(
    effective: Sequence[AskedChange], held: Mapping[uuid.UUID, HeldCell], slot: Slot, entering: Entering
) -> None:
    """Every cell's own fault, so that all can be mended at once."""
    faults = []
    for one in effective:
        there = held[one.pupil]
        if one.asked.code == "":
            words = "A code is missing. Send the code, or none at all to put the mark back to missing."
            fault: Fault | None = Fault(words, "code_missing", "code")
        else:
            fault = cell_refusal(slot, birth=there.birth, held=there.mark, asked=one.asked, entering=entering)
        if fault is not None:
            faults.append(replace(fault, row=one.row))
    if faults:
        raise Refused.because(*faults)


def _check_conflicts(effective: Sequence[AskedChange], held: Mapping[uuid.UUID, HeldCell], version: int) -> None:
    conflicts = [
        Conflict(one.pupil, one.asked, there.mark, there.by, there.position, there.at)
        for one in effective
        if not any((there := held[one.pupil]).mark.alike(mark) for mark in (one.was, one.asked))
    ]
    if conflicts:
        raise MarksOvertaken(version, conflicts)
