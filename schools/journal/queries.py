"""Questions to the outbox, the due list, and the answers kept under idempotency keys."""

import datetime as dt

from django.db.models import QuerySet

from schools.journal.models import DueRow, IdempotencyKey, OutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20


def waiting() -> QuerySet[OutboxRow]:
    """The effects promised and still to be tried, oldest first."""
    return OutboxRow.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")


def due(now: dt.datetime) -> QuerySet[DueRow]:
    """What waits in the due list for a moment that has come, by the clock people work by."""
    return DueRow.objects.filter(state=DueRow.State.WAITING, at__lte=now)


def lapsed(topic: str, since: dt.datetime) -> QuerySet[DueRow]:
    """What was to happen and came too late, from a moment on: the machine stood still past its hour. Newest first."""
    return DueRow.objects.filter(state=DueRow.State.LAPSED, topic=topic, at__gte=since).order_by("-at")


def kept_answer(key: str) -> IdempotencyKey | None:
    """What an act was answered under this key, or None when no act has brought it."""
    return IdempotencyKey.objects.filter(key=key).first()
