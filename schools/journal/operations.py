"""Writing the journal, inside the act's own school transaction, so that what is written stands or falls with it."""

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from celery import current_app
from celery.exceptions import OperationalError
from django.db import connections, transaction
from django.db.models import F
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS, current_scope, keep
from foundation.outbox.handlers import handlers_of, topics
from schools.journal.models import AuditLine, DueRow, OutboxRow, Shown
from schools.journal.queries import due

logger = logging.getLogger(__name__)


def record(act: str, *, about: tuple[str, object], by: Actor, details: dict[str, Any] | None = None) -> None:
    """Write one audit line. `about` is a kind and a key; `details` holds counts, codes and keys, never names."""
    kind, key = about
    AuditLine.objects.create(
        person_id=by.person_id,
        person_name=by.name,
        act=act,
        about_kind=kind,
        about_id=str(key),
        details=details or {},
    )


def record_each(
    act: str, *, about: Iterable[tuple[str, object]], by: Actor, details: dict[str, Any] | None = None
) -> None:
    """Write one audit line for each of many things that one act changed."""
    AuditLine.objects.bulk_create(
        AuditLine(
            person_id=by.person_id,
            person_name=by.name,
            act=act,
            about_kind=kind,
            about_id=str(key),
            details=details or {},
        )
        for kind, key in about
    )


_SEEN = """
WITH page AS (SELECT * FROM unnest(%(keys)s::uuid[], %(what)s::text[]) AS page (id, what)),
kept AS (
  INSERT INTO journal_shown (id, what, about_kind, about_id, pupil_keys)
  SELECT id, what, %(kind)s, %(about)s, %(pupils)s::int[] FROM page ORDER BY id ON CONFLICT (id) DO NOTHING)
INSERT INTO journal_readline (shown_id, person_id, person_name, day, ten_minutes)
SELECT id, %(person)s, %(name)s, %(day)s::date, floor(extract(epoch FROM statement_timestamp()) / 600)::int
FROM page ORDER BY id ON CONFLICT DO NOTHING
"""


def seen(
    *what: Shown.What, about: tuple[str, object], pupils: Iterable[int], by: Actor, day: dt.date | None = None
) -> None:
    """Write down that somebody was shown something about pupils: every view that shows any calls this, once.

    A pupil's page, with all its parts that this person was shown:
        seen(What.PUPIL, What.CONTACTS, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    A page of many pupils is one line about the group or list, with the compact keys of the pupils that it really showed:
        seen(What.REGISTER, about=("group", group.pk), pupils=(row.pupil.key for row in sheet.rows), by=..., day=day)
    A list says what it was narrowed by, in codes and never in names: about=("list", "year=9&show=near").

    The same page opened again by the same person within the same ten minutes by the clock adds nothing. A form that
    comes back refused has been seen too, so the line outlives what the refusal undoes. One statement; a page that shows
    nobody writes nothing. Raises ValueError without a person: the system reads no pages.
    """
    keys = sorted(set(pupils))
    if by.person_id is None:
        message = "Only a person sees a page"
        raise ValueError(message)
    if not keys:
        return
    kind, key = about
    pages = {shown_key(one, kind, str(key), keys): str(one) for one in what}
    values: dict[str, Any] = {
        "keys": list(pages),
        "what": list(pages.values()),
        "kind": kind,
        "about": str(key),
        "pupils": keys,
    }
    values |= {"person": by.person_id, "name": by.name, "day": day}

    def write() -> None:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_SEEN, values)

    keep(write)


def shown_key(what: str, kind: str, key: str, pupils: list[int]) -> uuid.UUID:
    """The key of what a page shows: the first half of the SHA-256 of everything it says. `pupils` in order."""
    said = "\x1f".join((what, kind, key, *map(str, pupils)))
    return uuid.UUID(bytes=hashlib.sha256(said.encode()).digest()[:16])


def promise(topic: str, payload: dict[str, Any]) -> None:
    """Promise an effect, to each of those who carry out its topic.

    The worker is woken when the transaction commits; if it cannot be, the sweep finds the rows. Raises
    ImproperlyConfigured for a topic that nobody carries out.
    """
    OutboxRow.objects.bulk_create(_owed(topic, payload))
    scope = current_scope()
    if scope is not None:
        transaction.on_commit(lambda: _wake(scope.name), using=ALIAS)


def _owed(topic: str, payload: dict[str, Any]) -> list[OutboxRow]:
    return [OutboxRow(topic=topic, handler=handler, payload=payload) for handler in handlers_of(topic)]


def _wake(schema: str) -> None:
    try:
        current_app.send_task("schools.journal.drain", [schema.removeprefix("s_")])
    except OperationalError:
        logger.warning("The broker did not answer; the sweep will carry out what was promised")


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
    lapsed stays as it is. After `lapses_at` it is no longer done, and is listed (`schools.journal.queries.lapsed`).
    """
    handlers_of(topic)
    values: dict[str, Any] = {"topic": topic, "key": key, "at": at, "lapses_at": lapses_at, "payload": Jsonb(payload)}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PUT_DUE, values)


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
    if timely:
        OutboxRow.objects.bulk_create(one for row in timely for one in _owed(row.topic, row.payload))
        DueRow.objects.filter(pk__in=[row.pk for row in timely]).update(state=DueRow.State.PROMISED)
    return len(rows)


def mark_done(messages: Iterable[int]) -> None:
    """Note that what these rows of the outbox promised has been carried out."""
    OutboxRow.objects.filter(pk__in=messages).update(done_at=Now())


def mark_failed(messages: Iterable[int]) -> None:
    """Note one more attempt that failed for each of these rows of the outbox."""
    OutboxRow.objects.filter(pk__in=messages).update(attempts=F("attempts") + 1)


#: An answer is kept of what was done alone: programs are told 200 again. What was refused may be asked again.
_ANSWER = (
    "INSERT INTO journal_idempotencykey (key, person_id, request_hash, status, answer)"
    " VALUES (%(key)s, %(person)s, %(fingerprint)s, 200, %(answer)s) ON CONFLICT (key) DO NOTHING"
)


def keep_answer(key: str, person: uuid.UUID | None, fingerprint: bytes, answer: dict[str, Any]) -> bool:
    """Keep what an act was answered under its key; whether the key was free. Waits for an act that is taking it."""
    values: dict[str, Any] = {"key": key, "person": person, "fingerprint": fingerprint, "answer": Jsonb(answer)}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_ANSWER, values)
        return int(cursor.rowcount) == 1
