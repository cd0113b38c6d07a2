"""Questions to the outbox, the due list, links and the inbox, and the answers kept under idempotency keys."""

import datetime as dt
from collections.abc import Iterable

from django.db import connections
from django.db.models import QuerySet

from foundation.database.scope import ALIAS
from foundation.outbox import queries
from schools.journal.models import DueRow, IdempotencyKey, InboxRow, Link, OutboxRow


def waiting() -> QuerySet[OutboxRow]:
    """The effects promised and still to be tried, oldest first."""
    return queries.waiting(OutboxRow.objects.all())


def due(now: dt.datetime) -> QuerySet[DueRow]:
    """What waits in the due list for a moment that has come, by the clock people work by."""
    return DueRow.objects.filter(state=DueRow.State.WAITING, at__lte=now)


def lapsed_rows() -> QuerySet[DueRow]:
    """What came too late and nobody has ticked off."""
    return DueRow.objects.filter(state=DueRow.State.LAPSED, ticked_at__isnull=True)


def lapsed() -> list[tuple[dt.date, str]]:
    """The days of what came too late, earliest first, each with a topic of it. One statement."""
    found = lapsed_rows().order_by("payload__date", "topic").values_list("payload__date", "topic").distinct()
    return [(dt.date.fromisoformat(on), topic) for on, topic in found]


def unread() -> QuerySet[InboxRow]:
    """What came in by links and is still to be passed on, oldest first."""
    return InboxRow.objects.filter(passed_on=False).order_by("pk")


def link_of(purpose: str, now: dt.datetime) -> Link | None:
    """As a link: its row, when the token names one of this purpose that is neither closed nor over."""
    row = Link.objects.filter(purpose=purpose, closed_at__isnull=True).first()
    return None if row is None or (row.expires_at is not None and row.expires_at <= now) else row


def wrong_tries() -> int:
    """As a link: how often its second fact was got wrong."""
    return InboxRow.objects.filter(topic="").count()


def came_by(topic: str) -> bool:
    """As a link: whether something has come by it to be carried out as this topic."""
    return InboxRow.objects.filter(topic=topic).exists()


def events_by(topic: str) -> set[str]:
    """As a link: which things have come by it to be carried out as this topic."""
    return set(InboxRow.objects.filter(topic=topic).values_list("event", flat=True))


def inbox_rows(keys: Iterable[int]) -> list[InboxRow]:
    """What came in, by the keys that a message of the outbox names, oldest first."""
    return list(InboxRow.objects.filter(pk__in=list(keys)).order_by("pk"))


def link_by(token_hash: str) -> Link | None:
    """The link something came in by."""
    return Link.objects.filter(token_hash=token_hash).first()


def kept_answer(key: str) -> IdempotencyKey | None:
    """What an act was answered under this key, or None when no act has brought it."""
    return IdempotencyKey.objects.filter(key=key).first()


def next_number() -> int:
    """The next number of this school's outbox, drawn before something is read: of two readings, that with the higher number
    also holds what a message of the lower one was about, because it began after that message's act was committed."""
    table = OutboxRow._meta.db_table
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        number: int = cursor.fetchone()[0]
    return number
