"""What another school of the trust told of a pupil, of long ago."""

import datetime as dt
import uuid

from schools.moved.models import CarriedOver
from schools.moved.rules.facts import MoverFacts, OldNotice, as_json
from schools.roll.models import Pupil
from tests.isolation.routes.made import SINCE


def carried(pupil: Pupil) -> CarriedOver:
    return CarriedOver.objects.create(
        pupil=pupil,
        from_school=uuid.UUID(int=1),
        from_name="x",
        starts_on=SINCE,
        ends_on=SINCE,
        facts=as_json(MoverFacts(notices=(OldNotice(SINCE, 1, "x", "x"),))),
        version=1,
        came_at=dt.datetime.combine(SINCE, dt.time(9), tzinfo=dt.UTC),
    )
