"""Who is looked at again, and when: whose marks or case changed; everybody when the roll, the calendar or the policy did,
and each night, because days pass by themselves.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db.models import Q

from foundation.database.dated import holds_on
from foundation.london import LONDON
from schools.journal.operations import promise_at
from schools.roll.models import Admission

#: Outbox topic: a night has come, and what is decided may be other by the day alone ({"date"}).
NIGHT: Final = "decisions.night"
AT: Final = dt.time(4, 30)
#: How many pupils are held at a time: what a killed worker has not come to is found again by whoever is asked next.
PART: Final = 50


def parts(
    today: dt.date, *, keys: Collection[int] = (), pupils: Collection[uuid.UUID] = (), everybody: bool = False
) -> list[list[uuid.UUID]]:
    """Those on roll on a day, by their compact keys or their keys, or everybody; in parts, in one order. One query."""
    rows = Admission.objects.filter(holds_on(today))
    if not everybody:
        rows = rows.filter(Q(pupil__key__in=list(keys)) | Q(pupil__in=list(pupils)))
    found = sorted(set(rows.order_by().values_list("pupil_id", flat=True)))
    return [found[first : first + PART] for first in range(0, len(found), PART)]


def look_next_night(today: dt.date) -> None:
    """Have the next night looked at: once, whoever asks."""
    night = today + dt.timedelta(days=1)
    payload = {"date": night.isoformat()}
    promise_at(NIGHT, payload, key=night.isoformat(), at=dt.datetime.combine(night, AT, LONDON))
