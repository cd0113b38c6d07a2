"""Taking a name off again before its starting day: entered by mistake, or the family has chosen another school.

A name is on the admission register from the starting day on [R8]. Until that day comes nobody is registered, so taking
the name off is no removal and needs no ground; from that day on it is one, and `leavers` is the only way.
"""

import datetime as dt

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.roll.models import Admission, Pupil
from schools.roll.operations.admissions import lock
from schools.roll.operations.changes import announce, marks_stand


@transaction.atomic(using=ALIAS)
def withdraw_joiner(pupil: Pupil, *, today: dt.date, by: Actor) -> None:
    """Drop a spell that has not begun, with its placements; the pupil's record, contacts and history stay."""
    pupil = lock(pupil)
    spell = check_withdrawal(pupil, today=today)
    row = str(spell.pk)
    placements, _ = pupil.placements.filter(starts_on__gte=spell.starts_on).delete()
    spell.delete()
    # Waits for registers that are being saved by the roll as it was: their marks are seen below.
    announce(spell.starts_on)
    if marks_stand(pupil.key, spell.starts_on):
        raise Refused(
            "A mark is entered for the pupil on the starting day or later. Take the mark out of its register first."
        )
    details = {"row": row, "starts_on": str(spell.starts_on), "placements": placements}
    record("pupil.withdrawn", about=("pupil", pupil.pk), by=by, details=details)


def check_withdrawal(pupil: Pupil, *, today: dt.date) -> Admission:
    """The spell that may be dropped. Refused says why there is none. Changes nothing."""
    spell = pupil.admissions.order_by("starts_on").last()
    if spell is None:
        raise Refused("The pupil is not down to join: no starting day is recorded.")
    if spell.starts_on <= today:
        raise Refused(
            "The starting day has come, so the pupil leaves the roll on a ground in regulation 9 or not at all."
        )
    if spell.ends_on is not None:
        raise Refused("A leaving is recorded for this spell, with its ground. That is how it ends.")
    if spell.leaving_versions.exists():
        raise Refused(
            "A leaving of this spell was recorded and taken back, and stays on record. Record the leaver with a ground."
        )
    return spell
