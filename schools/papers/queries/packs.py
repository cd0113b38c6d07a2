"""Which packs are to follow what changes."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from schools.meetings.rules.meetings import State
from schools.papers.models import Pack
from schools.roll.models import Pupil


def open_packs() -> QuerySet[Pack]:
    """Packs of meetings that are still to be held."""
    return Pack.objects.filter(meeting__state=State.PLANNED.value)


def packs_of(pupils: Collection[uuid.UUID]) -> QuerySet[Pack]:
    """Open packs that tell of any of these pupils."""
    return open_packs().filter(pupils__overlap=list(pupils))


def by_compact_keys(keys: Collection[int]) -> list[uuid.UUID]:
    """Pupils by the keys that marks know them by."""
    return list(Pupil.objects.filter(key__in=keys).values_list("pk", flat=True))


def pack_held(key: uuid.UUID) -> Pack | None:
    """A pack with its meeting."""
    return Pack.objects.filter(pk=key).select_related("meeting__chair", "meeting__pupil").first()


def is_settled(pack: Pack) -> bool:
    """Whether the pack of a meeting that was written up was made since: it stays as it is."""
    over = pack.meeting.over_at
    return pack.meeting.state == State.HELD and pack.made_at is not None and over is not None and pack.made_at >= over
