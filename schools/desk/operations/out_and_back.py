"""Out by the door and back by it. Being out is no absence: no mark is changed, and none is made."""

import datetime as dt

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from foundation.ui.numbers import clock
from schools.desk.models import Outing
from schools.journal.operations import record
from schools.roll.models import Pupil
from schools.roll.operations.admissions import lock


@transaction.atomic(using=ALIAS)
def go_out(pupil: Pupil, *, reason: str, with_whom: str, day: dt.date, now: dt.datetime, by: Actor) -> Outing:
    """Write down that somebody leaves the building now, why, and who takes them."""
    pupil = lock(pupil)
    held = open_outing(pupil, day)
    if held is not None and held.left_at is not None:
        raise Refused(f"They have been out since {clock(held.left_at)}. Press Back when they come in.", code="is_out")
    row = Outing.objects.create(
        pupil=pupil,
        day=day,
        reason=reason,
        with_whom=with_whom,
        left_at=now,
        left_by_id=by.person_id,
        left_by_name=by.name,
    )
    record("desk.out", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk)})
    return row


@transaction.atomic(using=ALIAS)
def come_back(pupil: Pupil, *, day: dt.date, now: dt.datetime, by: Actor) -> Outing:
    """Write down that somebody is in the building again, whether or not the desk saw them go."""
    pupil = lock(pupil)
    row = open_outing(pupil, day) or Outing(pupil=pupil, day=day)
    row.back_at, row.back_by_id, row.back_by_name = now, by.person_id, by.name
    row.save()
    record("desk.back", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk)})
    return row


def open_outing(pupil: Pupil, day: dt.date) -> Outing | None:
    """Where somebody is out today and not back. Yesterday's is over with its day."""
    return Outing.objects.filter(pupil=pupil, day=day, back_at=None, undone_at=None).first()
