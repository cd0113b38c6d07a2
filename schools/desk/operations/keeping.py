"""Keeping the evacuation list on a device, for as long as it may."""

import datetime as dt
import uuid

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken, Refused
from foundation.ui.numbers import clock
from schools.desk.models import Device
from schools.desk.rules.keeping import kept_until
from schools.journal.operations import record


@transaction.atomic(using=ALIAS)
def keep_on_device(name: str, *, shared: bool, day: dt.date, now: dt.datetime, by: Actor) -> Device:
    """Let the browser somebody is at keep the list until the school day ends; none that is `shared` with others may."""
    assert by.person_id is not None
    if shared:
        words = "Others use this computer too, as you said when you signed in, so nothing is kept on it."
        raise Refused(words, code="shared_computer")
    if not name.strip():
        raise Refused("Say which device this is, so that others can end it.", field="name", code="name_missing")
    if now >= kept_until(day):
        words = f"The school day ended at {clock(kept_until(day))}, and no list is kept after it."
        raise Refused(words, code="day_over")
    row = Device.objects.create(
        name=name.strip(), day=day, person_id=by.person_id, person_name=by.name, kept_at=now, asked_at=now
    )
    record("evacuation.kept", about=("device", row.pk), by=by)
    return row


@transaction.atomic(using=ALIAS)
def note_asked(device: Device, *, now: dt.datetime) -> None:
    """Note that the device has brought its list up to date."""
    Device.objects.filter(pk=device.pk).update(asked_at=now)


@transaction.atomic(using=ALIAS)
def end_device(device_id: uuid.UUID, *, now: dt.datetime, by: Actor) -> Device:
    """Have a device keep the list no longer: it is wiped when the device next asks. Raises Device.DoesNotExist."""
    row: Device = Device.objects.select_for_update(no_key=True).get(pk=device_id)
    if row.ended_at is not None:
        raise Overtaken(f"{row.ended_by_name} ended it at {clock(row.ended_at)}.")
    row.ended_at, row.ended_by_name = now, by.name
    row.save(update_fields=["ended_at", "ended_by_name"])
    record("evacuation.kept_no_longer", about=("device", row.pk), by=by)
    return row
