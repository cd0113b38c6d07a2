"""Who was at the door, long ago."""

import datetime as dt
import uuid

from schools.desk.models import Device, Evacuation, Visit
from tenants.trusts.models import School
from tests.isolation.routes.made import SINCE
from tests.world import canary


def at_the_desk(school: School) -> dict:
    """A visitor, a drill and a device that kept the list, of long ago."""
    then = dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC)
    by = {"in_by_id": uuid.uuid4(), "in_by_name": canary(school)}
    visit = Visit.objects.create(day=SINCE, name=canary(school), sees="Head", in_at=then, idempotency_key="visit", **by)
    drill = Evacuation.objects.create(
        day=SINCE, drill=True, began_at=then, ended_at=then, began_by_id=uuid.uuid4(), began_by_name=canary(school)
    )
    device = Device.objects.create(
        name=canary(school), day=SINCE, person_id=uuid.uuid4(), person_name=canary(school), kept_at=then, asked_at=then
    )
    return {"visit": visit, "evacuation": drill, "device": device}
