"""Drafting: what a person writes beside what the roll has; and deciding that a return is not needed."""

import datetime as dt
from collections.abc import Mapping

from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.returns.models import Return
from schools.returns.rules.fields import typed_fields
from schools.returns.rules.kinds import UNAPPROVED, Kind, State
from schools.roll.queries.signing import Signature

LONGEST: int = 500


def hold(row: Return) -> Return:
    """The return as it stands, held until the transaction ends, with its pupil."""
    return Return.objects.select_for_update(of=("self",), no_key=True).select_related("pupil").get(pk=row.pk)


def draft_return(row: Return, typed: Mapping[str, str], *, signed: Signature, now: dt.datetime) -> Return:
    """Keep what was typed. A field left out stays as it was; an empty one is taken back to what the roll has."""
    row = hold(row)
    refuse_unless_open(row)
    fields = {one.key: one for one in typed_fields(Kind(row.kind))}
    faults = []
    for key, text in typed.items():
        if key not in fields:
            message = f"{key} of {row.kind} is not typed"
            raise ValueError(message)
        if len(text) > LONGEST:
            faults.append(Fault(f"{fields[key].label}: at most {LONGEST} characters.", "long", key))
    if faults:
        raise Refused.because(*faults)
    kept = {**row.typed, **{key: " ".join(text.split()) for key, text in typed.items()}}
    row.typed = {key: text for key, text in kept.items() if text}
    row.state, row.drafted_at, row.drafted_by = State.DRAFTED, now, signed.by.name
    row.save(update_fields=["typed", "state", "drafted_at", "drafted_by"])
    details = {"return": str(row.pk), "fields": sorted(typed)}
    record("return.drafted", about=("pupil", row.pupil_id), by=signed.by, details=details)
    return row


def set_not_needed(row: Return, because: str, *, signed: Signature, now: dt.datetime) -> Return:
    """Decide that nothing is told, and why: many small ills, told by another system, raised for the wrong child."""
    row = hold(row)
    refuse_unless_open(row)
    if not because.strip():
        raise Refused("Say why it is not needed: the reason stays with it.", field="because", code="because")
    row.state, row.ended_at, row.ended_by = State.NOT_NEEDED, now, signed.by.name
    row.ended_because = because.strip()
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_because"])
    record("return.not_needed", about=("pupil", row.pupil_id), by=signed.by, details={"return": str(row.pk)})
    return row


def note_corrected(row: Return, how: str, *, signed: Signature, now: dt.datetime) -> Return:
    """Note that the authority was told that what was sent no longer holds, and how."""
    row = hold(row)
    if not row.overtaken_because or row.corrected_at is not None:
        raise Refused("There is nothing to put right with the authority about this return.", code="nothing")
    if not how.strip():
        raise Refused("Say how the authority was told.", field="how", code="how")
    row.corrected_at, row.corrected_by, row.corrected_how = now, signed.by.name, how.strip()
    row.save(update_fields=["corrected_at", "corrected_by", "corrected_how"])
    record("return.corrected", about=("pupil", row.pupil_id), by=signed.by, details={"return": str(row.pk)})
    return row


def refuse_unless_open(row: Return) -> None:
    """Refused once a return is approved, sent, or not to be sent."""
    words = {
        State.APPROVED: "This return is approved. Withdraw its file first if something in it is wrong.",
        State.SENT: "This return was sent, so it stays as it is.",
        State.NOT_NEEDED: "This return was found not to be needed.",
        State.RETREATED: "This return is not due any more: what gave rise to it has changed.",
    }
    if row.state not in UNAPPROVED:
        raise Refused(words[State(row.state)], code="not_open")
