"""Late at the desk: the mark goes into the register by the registers' own operation, whoever holds the scanner.

Whoever works at the desk may put there what the moment says, L or U, in the place of nothing or of N; that is the desk's
own permission, for a receptionist sees no register. What else stands there is replaced only when asked for again, by
somebody who has been told of it.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import clock
from schools.desk.models import Arrival, Outing
from schools.desk.queries.at_the_door import AtDoor, HeldMark, held_mark, session_now
from schools.desk.rules.lateness import Lateness, Standing, lateness, standing_of
from schools.journal.operations import record
from schools.registers.models import Entry
from schools.registers.operations.saving import Ask, AskedChange, MarksOvertaken, save_register
from schools.registers.queries.signed import register_version
from schools.registers.rules.entering import CellMark
from schools.registers.rules.slots import Slot
from schools.roll.models import Pupil
from schools.roll.operations.admissions import lock
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody who comes late is asked. `lunch` is None when nobody asked."""

    reason: str = ""
    lunch: bool | None = None


class StandsThere(Refused):
    """Another mark stands in the cell: told once, and replaced when it is asked for again by the entry behind it."""

    def __init__(self, standing: Standing, held: HeldMark, instead: Lateness) -> None:
        super().__init__("The register holds a mark for them already. Nothing is changed.", code="stands_there")
        self.standing, self.held, self.instead = standing, held, instead


@dataclass(frozen=True, slots=True)
class Put:
    """One mark for the register: whose, where, what was there when somebody looked, and what takes its place."""

    door: AtDoor
    slot: Slot
    was: CellMark
    asked: CellMark
    why: str


@transaction.atomic(using=ALIAS)
def arrive_late(
    door: AtDoor, answers: Answers, *, key: str, signed: Signature, now: dt.datetime, over: int | None = None
) -> Arrival:
    """Mark somebody late who is at the desk now, and say they are back if they were out.

    `over` is the entry behind a mark that may be replaced: the one that whoever asks was told of. The same `key` again
    gives the first arrival again. Raises Refused, StandsThere, or Overtaken when the cell changed at this moment.
    """
    pupil = lock(door.pupil)
    before = Arrival.objects.filter(idempotency_key=key).first()
    if before is not None:
        return _again(before, pupil, signed)
    slot = session_now(now, now.astimezone(LONDON).date())
    late = lateness(slot, now)
    if isinstance(late, Fault):
        raise Refused.because(late)
    held = held_mark(pupil.key, slot)
    standing = standing_of(held.mark)
    if standing is not Standing.FREE and over != held.entry:
        raise StandsThere(standing, held, late)
    why = f"Came to the desk at {clock(now)}" + (f": {answers.reason}" if answers.reason else "")
    put(Put(door, slot, held.mark, CellMark(late.code, late.minutes), why), key=key, signed=signed, now=now)
    return _written_down(pupil, answers, slot, late, held.mark, key=key, signed=signed, now=now)


def put(one: Put, *, key: str, signed: Signature, now: dt.datetime) -> None:
    """Have the registers save one mark for the desk. Raises Refused, and Overtaken when another stands there by now."""
    if one.door.group is None:
        words = "They are in no form, so no register holds them."
        raise Refused(words, code="no_form", remedy="Ask the attendance officer to place them.")
    ask = Ask(
        version=register_version(one.door.group, one.slot.date, one.slot.session),
        changes=(AskedChange(1, one.door.pupil.pk, one.was, one.asked),),
        key=key,
        reason=one.why,
    )
    try:
        save_register(
            group=one.door.group,
            on=one.slot.date,
            session=one.slot.session,
            ask=ask,
            signed=signed,
            may_amend=True,
            now=now,
            source=Entry.Source.DESK,
            knows_school=True,
        )
    except MarksOvertaken:
        words = (
            "Somebody changed this mark at this moment. Nothing of yours was saved: look again, then press once more."
        )
        raise Overtaken(words, code="overtaken") from None


def _again(before: Arrival, pupil: Pupil, signed: Signature) -> Arrival:
    if (before.pupil_id, before.by_id) != (pupil.pk, signed.by.person_id):
        raise Refused("This was sent with the key of another act. Open the page again.", code="key_reused")
    return before


def _written_down(
    pupil: Pupil,
    answers: Answers,
    slot: Slot,
    late: Lateness,
    before: CellMark,
    *,
    key: str,
    signed: Signature,
    now: dt.datetime,
) -> Arrival:
    """The line of the day's list, in the place of an earlier one of this session; and whoever was out is back."""
    assert signed.by.person_id is not None  # the system stands at no door
    Arrival.objects.filter(pupil=pupil, day=slot.date, session=slot.session, undone_at=None).update(undone_at=now)
    row = Arrival.objects.create(
        pupil=pupil,
        day=slot.date,
        session=slot.session,
        at=now,
        code=late.code,
        minutes=late.minutes,
        reason=answers.reason,
        lunch=answers.lunch,
        before_code=before.code,
        before_minutes=before.minutes,
        by_id=signed.by.person_id,
        by_name=signed.by.name,
        idempotency_key=key,
    )
    Outing.objects.filter(pupil=pupil, day=slot.date, back_at=None, undone_at=None).update(
        back_at=now, back_by_id=signed.by.person_id, back_by_name=signed.by.name, ended_by=row
    )
    details = {"date": slot.date.isoformat(), "session": slot.session, "code": late.code, "row": str(row.pk)}
    record("desk.late", about=("pupil", pupil.pk), by=signed.by, details=details)
    return row
