"""Carrying out what the outbox promised."""

import logging
from itertools import groupby

from celery import shared_task
from django.db import DatabaseError
from django.db.models import F
from django.db.models.functions import Now
from django_tenants.utils import get_tenant_model

from foundation.database.scope import identity_work
from foundation.jobs.tasks import school_task
from foundation.outbox.handlers import Message, handler_for
from schools.journal.models import OutboxRow
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

logger = logging.getLogger(__name__)

#: Messages one pass takes on; the rest wait for the next.
BATCH = 1000
#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20


@school_task(name="schools.journal.drain")
def drain(school: School) -> None:
    """Carry out this school's open messages, oldest first; a topic that fails waits for the next time, alone.

    Reading, carrying out and marking done are separate transactions: a worker killed between any two leaves the messages
    open, and handlers are idempotent.
    """
    failed: set[str] = set()
    while messages := [message for message in _open(school) if message.topic not in failed]:
        for topic, group in groupby(messages, key=lambda message: message.topic):
            if topic not in failed and not _carry_out(school, topic, list(group)):
                failed.add(topic)


def _carry_out(school: School, topic: str, batch: list[Message]) -> bool:
    """Have these messages carried out and mark them done; False (and one attempt more for each) when that failed."""
    keys = [message.id for message in batch]
    try:
        handler_for(topic)(school, batch)
    except Exception:
        logger.exception("Outbox topic %s failed for %s", topic, school.schema_name)
        with school_work(school):
            OutboxRow.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1)
        return False
    with school_work(school):
        OutboxRow.objects.filter(pk__in=keys).update(done_at=Now())
    return True


def _open(school: School) -> list[Message]:
    with school_work(school):
        rows = OutboxRow.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")[:BATCH]
        return [Message(row.pk, row.topic, row.payload) for row in rows]


@shared_task(name="schools.journal.sweep")
def sweep() -> None:
    """Drain every school with open messages: what a lost broker or worker left behind.

    A school that cannot be asked (its schema is being restored, its tables are locked) does not keep the others waiting.
    """
    with identity_work():
        schools = list(get_tenant_model().objects.all())
    for school in schools:
        try:
            waiting = _has_open(school)
        except DatabaseError:
            logger.exception("The outbox of %s could not be read", school.schema_name)
        else:
            if waiting:
                drain.delay(str(school.pk))


def _has_open(school: School) -> bool:
    with school_work(school):
        return OutboxRow.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).exists()
