"""Noting what came of a call, and entering the reason that somebody gave."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault, Refused
from schools.absence.models import Attempt, FirstDay, HandOver
from schools.absence.operations.disagreeing import look_for_disagreement
from schools.absence.operations.following import hand_over, hold_day
from schools.absence.queries.following import children_of
from schools.absence.rules.ladder import Channel, Outcome
from schools.journal.operations import record
from schools.registers.models import Mark
from schools.registers.operations.saving import save_register
from schools.registers.queries.signed import register_version
from schools.registers.rules.asks import Ask, AskedChange
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.entering import CellMark
from schools.roll.models import Pupil, PupilContact
from schools.roll.queries import holds_on
from schools.roll.queries.on_roll import placement_on
from schools.roll.queries.signing import Signature

#: The longest note of an attempt, in characters.
LONGEST_NOTE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody who rang, or was rung, writes down.

    `code` is the reason that was given, empty for none: it takes the place of N in every session of the day that has it.
    `safe` says that the child is safe and well, which is asked apart from the reason. `key` makes it one attempt.
    """

    channel: Channel
    outcome: Outcome
    key: str
    contact: uuid.UUID | None = None
    note: str = ""
    safe: bool = False
    code: str = ""


def note_attempt(
    pupil: Pupil, on: dt.date, told: Told, *, signed: Signature, may_amend: bool, now: dt.datetime
) -> Attempt:
    """Keep one attempt about a child, with the reason if one was given; noted before, it is given back as it is.

    Raises Refused for what cannot be, and MarksOvertaken when the child's marks were changed meanwhile: nothing is kept.
    """
    day = hold_day(pupil, on, now=now)
    before = Attempt.objects.filter(key=_typed(told.key)).select_related("day").first()
    if before is not None:
        return _again(before, pupil, on, signed)
    if day is None:
        words = "The child has a reason for that day, or has come in. Nothing was saved."
        raise Refused(words, code="no_day")
    link = _link(day, told.contact)
    _check(day, told, link)
    attempt = Attempt.objects.create(
        day=day,
        at=now,
        channel=told.channel,
        contact=link.contact if link else None,
        place=link.priority if link else None,
        outcome=told.outcome,
        note=told.note.strip(),
        safe=told.safe,
        code=told.code,
        staff_id=signed.staff,
        by_name=signed.by.name,
        by_position=signed.position,
        key=_typed(told.key),
    )
    details = {"attempt": str(attempt.pk), "outcome": told.outcome, "code": told.code, "safe": told.safe}
    record("absence.attempt_noted", about=("pupil", day.pupil_id), by=signed.by, details=details)
    if told.safe and day.safe_at is None:
        day.safe_at, day.safe_by = now, signed.by.name
        day.save(update_fields=["safe_at", "safe_by"])
    if told.code:
        explain(day, told.code, reason=_reason(attempt), key=told.key, signed=signed, may_amend=may_amend, now=now)
    else:
        _to_the_lead(day, now, signed)
    look_for_disagreement(day)
    return attempt


def _typed(key: str) -> str:
    """A key that a form brought, as it is kept: no form takes the one that a visit or a reply will have."""
    return f"c-{key}"


def _again(before: Attempt, pupil: Pupil, on: dt.date, signed: Signature) -> Attempt:
    if (before.day.pupil_id, before.day.date, before.by_name) != (pupil.pk, on, signed.by.name):
        raise Refused("This was sent with the key of another act. Open the page again.", code="key_reused")
    return before


def explain(
    day: FirstDay, code: str, *, reason: str, key: str, signed: Signature, may_amend: bool, now: dt.datetime
) -> None:
    """Enter a reason in place of every N of the day, through the registers, by their rules and with their history.

    Raises Refused where there is no N any more, or the code may not stand there.
    """
    sessions = list(
        Mark.objects.filter(pupil_key=day.pupil.key, date=day.date, code=NO_REASON_YET, planned=False)
        .order_by("session")
        .values_list("session", flat=True)
    )
    placement = placement_on(day.pupil, day.date)
    if not sessions or placement is None or placement.group is None:
        words = "The child has a reason already, or has come in. Look at the register; nothing was saved."
        raise Refused(words, code="no_reason_needed", field="code")
    for session in sessions:
        version = register_version(placement.group, day.date, session)
        change = AskedChange(1, day.pupil_id, CellMark(NO_REASON_YET), CellMark(code))
        save_register(
            group=placement.group,
            on=day.date,
            session=session,
            ask=Ask(version, (change,), f"{key}-{session}", reason),
            signed=signed,
            may_amend=may_amend,
            now=now,
        )


def acknowledge(row: HandOver, *, signed: Signature, now: dt.datetime) -> None:
    """The lead has taken a child over: it leaves Today's list of what nobody has taken."""
    row = HandOver.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = now, signed.by.name
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record(
            "absence.acknowledged", about=("pupil", row.day.pupil_id), by=signed.by, details={"day": str(row.day_id)}
        )


def settle(row: HandOver, outcome: str, *, signed: Signature, now: dt.datetime) -> None:
    """The lead says how it ended: the sign-off. Refused without words, or before it was taken over."""
    if not outcome.strip():
        raise Refused("Write what you found, and that the child is safe.", code="outcome_missing", field="outcome")
    row = HandOver.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.settled_at is not None:
        raise Refused("This was signed off already.", code="settled", field="outcome")
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = now, signed.by.name
    row.settled_at, row.settled_by, row.outcome = now, signed.by.name, outcome.strip()
    row.save()
    record("absence.signed_off", about=("pupil", row.day.pupil_id), by=signed.by, details={"day": str(row.day_id)})


def _link(day: FirstDay, contact: uuid.UUID | None) -> PupilContact | None:
    if contact is None:
        return None
    held = PupilContact.objects.filter(holds_on(day.date), pupil=day.pupil_id, contact=contact)
    link = held.select_related("contact").order_by("priority").first()
    if link is None:
        raise Refused(
            "That person is no contact of the child. Choose one of the list.", code="contact", field="contact"
        )
    return link


def _check(day: FirstDay, told: Told, link: PupilContact | None) -> None:
    faults = []
    if day.ended_at is not None and not told.code:
        words = "The child has a reason by now, or has come in. Nothing more needs to be done; nothing was saved."
        faults.append(Fault(words, "over"))
    if len(told.note.strip()) > LONGEST_NOTE:
        faults.append(Fault(f"A note has at most {LONGEST_NOTE:,} characters. Shorten it.", "note_long", "note"))
    if told.outcome is not Outcome.SPOKE and (told.code or told.safe):
        words = "A reason, or that the child is safe, comes from somebody you spoke to. Choose that first."
        faults.append(Fault(words, "nobody_reached", "outcome"))
    if link is None and told.outcome is not Outcome.SPOKE:
        faults.append(Fault("Say whom you tried to reach.", "contact_missing", "contact"))
    if faults:
        raise Refused.because(*faults)


def _reason(attempt: Attempt) -> str:
    """What the register keeps as the reason of the amendment: who said it, when; and the words, if any were noted."""
    who = f"Said by {attempt.contact.name}" if attempt.contact else "Said by telephone"
    return f"{who}. {attempt.note}" if attempt.note else f"{who}."


def _to_the_lead(day: FirstDay, now: dt.datetime, signed: Signature) -> None:
    """When everybody on the ladder was tried and nobody reached, the lead has it without waiting for the minute."""
    child = next(iter(children_of(day.date, now, pupil=day.pupil_id)), None)
    if child is not None and child.stands.lead_due and child.hand_over is None:
        hand_over(day, HandOver.Why.TIME, now=now, by=signed.by)
