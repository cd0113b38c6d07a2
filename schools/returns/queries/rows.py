"""The returns that wait, and those that are done."""

import datetime as dt

from django.db.models import QuerySet

from foundation.database.hiding import hidden_from_reader, whole_lists
from schools.returns.models import Return, ReturnFile
from schools.returns.models.rows import NOT_FINISHED
from schools.returns.rules.kinds import OPEN, State


def waiting() -> QuerySet[Return]:
    """What a person has still to do something about, the earliest due first, with the pupil."""
    return (
        Return.objects.filter(NOT_FINISHED).select_related("pupil").order_by("due_on", "kind", "pupil__sort_name", "pk")
    )


def to_make() -> QuerySet[Return]:
    """Those of them that have not been sent yet."""
    return waiting().filter(state__in=OPEN)


def to_correct() -> QuerySet[Return]:
    """Those sent whose ground has gone since, and of which nobody has told the authority."""
    return waiting().filter(state=State.SENT)


def finished(since: dt.datetime) -> QuerySet[Return]:
    """Sent, not needed, or retreated since a moment, the newest first."""
    done = Return.objects.filter(state__in=[State.SENT, State.NOT_NEEDED, State.RETREATED], overtaken_because="")
    latest = (
        done.filter(found_at__gte=since) | done.filter(ended_at__gte=since) | done.filter(sent_on__gte=since.date())
    )
    return latest.select_related("pupil").order_by("-found_at", "pk")


def files_to_send() -> QuerySet[ReturnFile]:
    """Files made and not sent, oldest first."""
    return ReturnFile.objects.filter(sent_on=None, withdrawn_at=None).order_by("made_at")


def shown_whole(file: ReturnFile) -> bool:
    """Whether nobody in a file is hidden from the reader."""
    if not hidden_from_reader():
        return True
    shown = file.lines.count()
    with whole_lists():
        return file.lines.count() == shown
