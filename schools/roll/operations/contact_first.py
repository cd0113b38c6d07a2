"""The sign that a pupil is to be looked for first: set by a flag and with it at an end, or by a person until lifted."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.roll.models import ContactFirst, Flag, Pupil, RestrictedFlag
from schools.roll.operations.admissions import lock
from schools.roll.queries import is_contact_first, not_over

_FLAG = ("pk", "pupil_id", "starts_on", "ends_on")


def follow_flags(pupils: Collection[uuid.UUID]) -> None:
    """Have the signs of these pupils hold as long as the flags that set them: CIN, CP, young carer, looked after.

    Every act that writes such a flag calls this. What a person has lifted stays lifted, however the flag's dates move.
    Four statements, however many pupils.
    """
    looked_after = Flag.objects.filter(pupil__in=pupils, kind=Flag.Kind.CLA)
    restricted = RestrictedFlag.objects.filter(pupil__in=pupils)
    flags = [*looked_after.values_list(*_FLAG), *restricted.values_list(*_FLAG)]
    held = ContactFirst.objects.filter(pupil__in=pupils, set_by__isnull=False)
    held.exclude(set_by__in=[flag for flag, *_ in flags]).delete()
    ContactFirst.objects.bulk_create(
        (
            ContactFirst(set_by=flag, pupil_id=pupil, starts_on=starts_on, ends_on=ends_on)
            for flag, pupil, starts_on, ends_on in flags
        ),
        update_conflicts=True,
        unique_fields=["set_by"],
        update_fields=["starts_on", "ends_on"],
    )


@transaction.atomic(using=ALIAS)
def set_contact_first(pupil: Pupil, *, today: dt.date, by: Actor) -> None:
    """Put the sign on a pupil, for any reason and without naming one: it stands until somebody takes it off."""
    pupil = lock(pupil)
    if pupil.contact_first_signs.filter(set_by__isnull=True, lifted_on__isnull=True).exists():
        raise Refused("The sign stands already.")
    row = ContactFirst.objects.create(pupil=pupil, starts_on=today)
    record("contact_first.set", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk)})


@transaction.atomic(using=ALIAS)
def lift_contact_first(pupil: Pupil, *, today: dt.date, by: Actor) -> None:
    """Take the sign off at once, whatever set it. A flag recorded from now on sets it again."""
    pupil = lock(pupil)
    if not is_contact_first(pupil, today):
        raise Refused("There is no sign to take off.")
    lifted = pupil.contact_first_signs.filter(not_over(today), lifted_on__isnull=True, starts_on__lte=today).update(
        lifted_on=today
    )
    record("contact_first.lifted", about=("pupil", pupil.pk), by=by, details={"signs": lifted})
