"""Promising effects: now, for a later moment, or because of what came in; and noting what became of them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.db.models import F
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS, current_scope
from foundation.outbox.handlers import handlers_of, topics
from foundation.outbox.operations import wake
from foundation.refusals import Refused
from schools.journal.models import DueRow, InboxRow, OutboxRow
from schools.journal.operations.writing_down import record, record_each
from schools.journal.queries import due, unread
from schools.journal.rules import lapse_of


def promise(topic: str, payload: dict[str, Any]) -> None:
    """Promise an effect, to each of those who carry out its topic.

    The worker is woken when the transaction commits; if it cannot be, the sweep finds the rows. Raises
    ImproperlyConfigured for a topic that nobody carries out.
    """
    promise_each(topic, [payload])


def promise_each(topic: str, payloads: Iterable[dict[str, Any]]) -> None:
    """The same, once for each of these, by one statement; none for nothing."""
    if _owe((topic, payload) for payload in payloads):
        wake_when_committed()


def wake_when_committed() -> None:
    """Have the worker look at this school once the transaction has committed."""
    scope = current_scope()
    if scope is not None:
        key = scope.search_path.removeprefix("s_")
        transaction.on_commit(lambda: wake("schools.journal.drain", key), using=ALIAS)


#: Every save of a register promises something, so it is written without a model. Rows are numbered in this order.
_OWE = """
INSERT INTO journal_outboxrow (topic, handler, payload, attempts)
SELECT topic, handler, payload, 0
  FROM unnest(%s::text[], %s::text[], %s::jsonb[]) WITH ORDINALITY AS owed (topic, handler, payload, place)
 ORDER BY place
"""


def _owe(effects: Iterable[tuple[str, dict[str, Any]]]) -> bool:
    """Write down each of these effects for all who carry out its topic; whether there was any."""
    owed = [(topic, handler, Jsonb(payload)) for topic, payload in effects for handler in handlers_of(topic)]
    if owed:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_OWE, [list(column) for column in zip(*owed, strict=True)])
    return bool(owed)


_PUT_DUE = """
INSERT INTO journal_duerow AS held (topic, key, at, lapses_at, payload, state)
VALUES (%(topic)s, %(key)s, %(at)s, %(lapses_at)s, %(payload)s, 'waiting')
ON CONFLICT (topic, key) DO UPDATE
   SET at = excluded.at, lapses_at = excluded.lapses_at, payload = excluded.payload, state = 'waiting'
 WHERE held.state IN ('waiting', 'withdrawn')
"""


def promise_at(
    topic: str, payload: dict[str, Any], *, key: str, at: dt.datetime, lapses_at: dt.datetime | None = None
) -> None:
    """Promise an effect for a moment by the clock people work by: once under its key, whoever asks and however often.

    Asked for again while it waits, or after it was withdrawn, it moves to the new moment; what has been promised or has
    lapsed stays as it is. After `lapses_at` it is no longer done, and is listed (`schools.journal.queries.lapsed`) under
    the `date` of its payload, in the words that the room has stated (`schools.journal.rules`).
    """
    handlers_of(topic)
    if lapses_at is not None:
        _check_lapse(topic, payload)
    values: dict[str, Any] = {"topic": topic, "key": key, "at": at, "lapses_at": lapses_at, "payload": Jsonb(payload)}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PUT_DUE, values)


def _check_lapse(topic: str, payload: dict[str, Any]) -> None:
    lapse_of(topic)
    dt.date.fromisoformat(payload["date"])


def note_lapsed(topic: str, on: dt.date, *, at: dt.datetime) -> None:
    """Have it listed that something of a topic came too late on a day, which was never in the list by itself.

    Once for the day. What has been ticked off stays so.
    """
    lapse_of(topic)
    payload = {"date": on.isoformat()}
    row = DueRow(topic=topic, key=on.isoformat(), at=at, payload=payload, state=DueRow.State.LAPSED)
    DueRow.objects.bulk_create([row], ignore_conflicts=True)


def tick_off_lapsed(topic: str, on: dt.date, *, by: Actor, now: dt.datetime) -> None:
    """A person has seen what of a topic came too late on a day. Refused when nothing of it is listed any more."""
    rows = DueRow.objects.filter(topic=topic, payload__date=on.isoformat(), state=DueRow.State.LAPSED)
    if not rows.filter(ticked_at__isnull=True).update(ticked_at=now):
        raise Refused("It is ticked off already.", code="ticked")
    record("journal.lapse_ticked", about=("lapse", f"{topic} {on}"), by=by)


def withdraw(topic: str, keys: Iterable[str]) -> None:
    """Take back what these keys still wait for; what has been promised meanwhile is carried out."""
    waits = DueRow.objects.filter(topic=topic, key__in=list(keys), state=DueRow.State.WAITING)
    waits.update(state=DueRow.State.WITHDRAWN)


def release_due(now: dt.datetime, *, at_most: int) -> int:
    """Promise what has fallen due, earliest first, and let lapse what came too late; return how many rows that was.

    The rows are held: another worker at the same moment passes them over, and nothing is promised twice. What nobody
    carries out (any more) stays and holds up nothing.
    """
    rows = list(due(now).filter(topic__in=topics()).order_by("at", "pk").select_for_update(skip_locked=True)[:at_most])
    late = [row.pk for row in rows if row.lapses_at is not None and row.lapses_at <= now]
    timely = [row for row in rows if row.pk not in set(late)]
    if late:
        DueRow.objects.filter(pk__in=late).update(state=DueRow.State.LAPSED)
        record_each("journal.lapsed", about=[("due", key) for key in late], by=SYSTEM)
    if timely:
        _owe((row.topic, row.payload) for row in timely)
        DueRow.objects.filter(pk__in=[row.pk for row in timely]).update(state=DueRow.State.PROMISED)
    return len(rows)


def release_inbox(*, at_most: int) -> int:
    """Promise what came in by links to those who carry it out, oldest first; return how many rows that was."""
    rows = list(unread().filter(topic__in=topics()).select_for_update(skip_locked=True)[:at_most])
    if rows:
        _owe((row.topic, {"inbox": row.pk}) for row in rows)
        InboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(passed_on=True)
    return len(rows)


def mark_done(messages: Iterable[int]) -> None:
    """Note that what these rows of the outbox promised has been carried out."""
    OutboxRow.objects.filter(pk__in=messages).update(done_at=Now())


def mark_failed(messages: Iterable[int]) -> None:
    """Note one more attempt that failed for each of these rows of the outbox."""
    OutboxRow.objects.filter(pk__in=messages).update(attempts=F("attempts") + 1)
