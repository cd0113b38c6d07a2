"""How often a child's contacts were tried, for who must be told: by what, and when last. Never what was said."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from schools.absence.models import Attempt


@dataclass(frozen=True, slots=True)
class Tried:
    """How many attempts by one channel, and the day of the last."""

    channel: str
    times: int
    last: dt.date


def tried_since(pupils: Mapping[uuid.UUID, dt.date]) -> dict[uuid.UUID, list[Tried]]:
    """Of each pupil, the attempts on days from theirs on. One query, none for nobody."""
    if not pupils:
        return {}
    mine = Q()
    for pupil, since in pupils.items():
        mine |= Q(day__pupil=pupil, day__date__gte=since)
    rows = Attempt.objects.filter(mine).order_by().values_list("day__pupil", "channel")
    found: dict[uuid.UUID, list[Tried]] = {}
    for pupil, channel, times, last in rows.annotate(times=Count("pk"), last=Max("day__date")).order_by("channel"):
        found.setdefault(pupil, []).append(Tried(channel, times, last))
    return found
