"""A call taken down before the register says that a child is missing: planned where that is allowed, kept otherwise."""

import datetime as dt
from collections.abc import Collection

from foundation.refusals import Refused
from schools.absence.models import Reply
from schools.absence.operations.attempts import Told
from schools.absence.rules.ladder import Outcome
from schools.journal.operations import record
from schools.registers.models import Mark
from schools.registers.operations.saving import save_register
from schools.registers.queries.sheets import Timetable
from schools.registers.queries.signed import register_version
from schools.registers.rules.asks import Ask, AskedChange
from schools.registers.rules.entering import NO_MARK, CellMark, planned_codes
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.models import Contact, Pupil, PupilContact
from schools.roll.queries import holds_on
from schools.roll.queries.on_roll import placement_on
from schools.roll.queries.signing import Signature


def take_down(
    pupil: Pupil,
    on: dt.date,
    told: Told,
    sessions: Collection[int],
    *,
    signed: Signature,
    may_amend: bool,
    now: dt.datetime,
) -> Reply:
    """Keep what somebody rang to say of a child of whom the register says nothing yet.

    A reason that may be planned is entered, by who may enter it, in those of these sessions that have not opened and have
    no mark. What may not (illness is no plan) is kept, and offered as a reply once the register has an N; if the child
    comes, it stays a note.
    The same press sent twice is one call. Raises Refused, or MarksOvertaken: nothing is kept then.
    """
    contact = _contact_of(pupil, on, told)
    kept = {
        "at": now,
        "date": on,
        "way": Reply.Way.CALL,
        "contact": contact,
        "pupil": pupil,
        "words": told.note.strip(),
        "suggested": told.code,
        "taken_by": signed.by.name,
    }
    reply, new = Reply.objects.get_or_create(key=told.key, defaults=kept)
    if not new and (reply.pupil_id, reply.date, reply.taken_by) != (pupil.pk, on, signed.by.name):
        raise Refused("This was sent with the key of another act. Open the page again.", code="key_reused")
    if not new:
        return reply
    details = {"reply": str(reply.pk), "code": told.code}
    record("absence.call_taken", about=("pupil", pupil.pk), by=signed.by, details=details)
    plans = may_amend and told.code in planned_codes(on)
    if plans and _plan(pupil, on, told, sessions, signed=signed, may_amend=may_amend, now=now):
        reply.settled_at, reply.settled_by, reply.settled_as = now, signed.by.name, Reply.Settled.REASON
        reply.save(update_fields=["settled_at", "settled_by", "settled_as"])
    return reply


def _contact_of(pupil: Pupil, on: dt.date, told: Told) -> Contact | None:
    if told.outcome is not Outcome.SPOKE:
        raise Refused("Choose what they said.", code="nobody_reached", field="said")
    if not told.note.strip() and not told.code:
        raise Refused("Write what they said, or choose a reason.", code="nothing_said", field="note")
    if told.contact is None:
        return None
    link = (
        PupilContact.objects.filter(holds_on(on), pupil=pupil, contact=told.contact).select_related("contact").first()
    )
    if link is None:
        raise Refused(
            "That person is no contact of the child. Choose one of the list.", code="contact", field="contact"
        )
    return link.contact


def _plan(
    pupil: Pupil,
    on: dt.date,
    told: Told,
    sessions: Collection[int],
    *,
    signed: Signature,
    may_amend: bool,
    now: dt.datetime,
) -> bool:
    """Enter the reason in those of these sessions that are ahead and empty; whether that is all that was asked.

    A session whose register is open and has not the child yet may still become N: then the call stays, to be offered for it.
    """
    placement = placement_on(pupil, on)
    if placement is None or placement.group is None:
        return False
    timetable = Timetable.now()
    marked = set(Mark.objects.filter(pupil_key=pupil.key, date=on).values_list("session", flat=True))
    slots = [timetable.slot(on, one, now) for one in sessions]
    ahead = [slot for slot in slots if _is_open(slot, marked)]
    for slot in ahead:
        change = AskedChange(1, pupil.pk, NO_MARK, CellMark(told.code))
        version = register_version(placement.group, on, slot.session)
        save_register(
            group=placement.group,
            on=on,
            session=slot.session,
            ask=Ask(version, (change,), f"{told.key}-{slot.session}"),
            signed=signed,
            may_amend=may_amend,
            now=now,
        )
    waits = [slot for slot in slots if not slot.closed and slot.session not in marked and slot not in ahead]
    return bool(ahead) and not waits


def _is_open(slot: Slot, marked: set[int]) -> bool:
    return not slot.closed and slot.entering is WindowPhase.AHEAD and slot.session not in marked
