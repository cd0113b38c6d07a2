"""Writing the journal. Both run inside the act's own school transaction, so what is written stands or falls with it."""

import logging
from typing import Any

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS, current_scope
from schools.journal.models import AuditLine, OutboxRow

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


def promise(topic: str, payload: dict[str, Any]) -> None:
    """Promise an effect. The worker is woken when the transaction commits; if it cannot be, the sweep finds the row."""
    OutboxRow.objects.create(topic=topic, payload=payload)
    scope = current_scope()
    if scope is not None:
        transaction.on_commit(lambda: _wake(scope.name), using=ALIAS)


def _wake(schema: str) -> None:
    try:
        current_app.send_task("schools.journal.drain", [schema.removeprefix("s_")])
    except OperationalError:
        logger.warning("The broker did not answer; the sweep will carry out what was promised")
