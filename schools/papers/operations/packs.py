"""Asking for the pack of a meeting; from then on the worker keeps it in step with what is in it."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.cases.operations.acting import Act
from schools.journal.operations import promise
from schools.meetings.models import Meeting
from schools.meetings.operations.meetings import audit
from schools.meetings.rules.meetings import State
from schools.papers.models import Pack

#: Outbox topic: the packs of these meetings are to be made anew ({"packs": [keys]}).
REMAKE: Final = "papers.pack"


@transaction.atomic(using=ALIAS)
def ask_for_pack(meeting: Meeting, *, act: Act) -> Pack:
    """Have a meeting's pack made, or made anew."""
    if meeting.state == State.CALLED_OFF:
        raise Refused("This meeting has been called off.", code="called_off", remedy="Plan another.")
    pack, new = Pack.objects.get_or_create(meeting=meeting, defaults={"at": act.now, "by_name": act.name})
    if new:
        audit("meeting.pack_asked", meeting, act, pack=str(pack.pk))
    remake([pack])
    return pack


def meeting_changed(meeting: Meeting) -> None:
    """Something of a meeting has changed: so has its pack, where it has one."""
    remake(Pack.objects.filter(meeting=meeting))


def remake(packs: Iterable[Pack]) -> None:
    """Have the worker make these anew; none for nothing."""
    if keys := [str(pack.pk) for pack in packs]:
        promise(REMAKE, {"packs": keys})
