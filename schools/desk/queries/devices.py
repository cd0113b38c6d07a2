"""Which devices keep the evacuation list."""

import datetime as dt
import uuid

from schools.desk.models import Device
from schools.desk.rules.keeping import kept_until


def devices_of(day: dt.date) -> list[Device]:
    """Every device that was let keep the list that day, newest first."""
    return list(Device.objects.filter(day=day))


def device_that_keeps(device_id: uuid.UUID, person_id: uuid.UUID, *, day: dt.date, now: dt.datetime) -> Device | None:
    """The device, if it is this person's and may keep the list now."""
    if now >= kept_until(day):
        return None
    return Device.objects.filter(pk=device_id, person_id=person_id, day=day, ended_at=None).first()
