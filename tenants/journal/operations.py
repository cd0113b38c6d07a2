"""Writing the audit lines of acts above the schools, and sealing them; promising what acts of trusts and authorities do."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import TypedDict

from django.db import connections, transaction
from django.db.models import F
from django.db.models.functions import Now

from foundation import clock
from foundation.audit.actors import Actor
from foundation.audit.operations import add_seal
from foundation.database.scope import ALIAS
from foundation.outbox.handlers import handlers_of
from foundation.outbox.operations import wake
from tenants.journal.models import AuditLine, OutboxRow, Seal

#: What the log and `rollcall audit` call the lines above the schools.
ABOVE = "public"

_ADD = """
INSERT INTO trust_journal_auditline
  (at, person_id, person_name, act, about_kind, about_id, details, trust_id, authority_id, school_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Places(TypedDict):
    """Under which trust and place a line is filed."""

    trust_id: uuid.UUID | None
    authority_id: uuid.UUID | None
    school_id: uuid.UUID | None


def record(
    act: str,
    *,
    by: Actor,
    about_kind: str,
    about_id: object,
    details: Mapping[str, object] | None = None,
    trust_id: uuid.UUID | None = None,
    authority_id: uuid.UUID | None = None,
    school_id: uuid.UUID | None = None,
    using: str = ALIAS,
) -> None:
    """Add a line in the open transaction (identity, trust's or authority's work). `details` holds counts, codes and keys,
    never names.

    One INSERT that asks nothing back: identity may add lines and read none. Raises NoScope outside work, and
    ProgrammingError when the work of a place adds a line to another. `using` names another login than the guard's.
    """
    places = [trust_id, authority_id, school_id]
    line = [
        clock.now(),
        by.person_id,
        by.name,
        act,
        about_kind,
        str(about_id),
        json.dumps(dict(details or {})),
        *places,
    ]
    with connections[using].cursor() as cursor:
        cursor.execute(_ADD, line)


def seal_lines() -> int:
    """Seal the oldest lines above the schools that have no seal; how many. To be called in sealing work."""
    return add_seal(AuditLine.objects.all(), Seal.objects.all(), place=ABOVE)


_PROMISE = """
INSERT INTO trust_journal_outboxrow (topic, handler, payload, attempts, trust_id, authority_id)
VALUES (%s, %s, %s, 0, %s, %s)
"""


def promise(topic: str, payload: Mapping[str, object], *, trust_id: uuid.UUID, using: str = ALIAS) -> None:
    """Promise an effect of a trust's act, to each of those who carry out its topic; in the trust's work, or the owner's.

    The worker is woken when the transaction commits; if it cannot be, the sweep finds the rows. `payload` holds keys,
    dates and counts. Raises ImproperlyConfigured for a topic that nobody carries out, and ProgrammingError when a trust's
    work promises for another trust. `using` names another login than the guard's.
    """
    _promise(topic, payload, (trust_id, None), using)
    transaction.on_commit(lambda: wake("tenants.journal.drain", trust_id.hex), using=using)


def promise_for_authority(topic: str, payload: Mapping[str, object], *, authority_id: uuid.UUID) -> None:
    """As `promise`, of an authority's act, in the authority's work. No trust reads what it promises."""
    _promise(topic, payload, (None, authority_id), ALIAS)
    transaction.on_commit(lambda: wake("tenants.journal.drain_authority", authority_id.hex), using=ALIAS)


def _promise(
    topic: str, payload: Mapping[str, object], whose: tuple[uuid.UUID | None, uuid.UUID | None], using: str
) -> None:
    said = json.dumps(dict(payload))
    with connections[using].cursor() as cursor:
        cursor.executemany(_PROMISE, [(topic, handler, said, *whose) for handler in handlers_of(topic)])


def mark_done(messages: Iterable[int]) -> None:
    """Note that what these rows of this place's outbox promised has been carried out."""
    OutboxRow.objects.filter(pk__in=messages).update(done_at=Now())


def mark_failed(messages: Iterable[int]) -> None:
    """Note one more attempt that failed for each of these rows of this place's outbox."""
    OutboxRow.objects.filter(pk__in=messages).update(attempts=F("attempts") + 1)
