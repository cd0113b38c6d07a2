"""Carrying out what the outbox promised."""

import logging
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from celery import shared_task
from django.db import DatabaseError
from django_tenants.utils import get_tenant_model

from foundation.database.scope import identity_work
from foundation.jobs.tasks import school_task
from foundation.outbox.handlers import Message, handler_for
from schools.journal.operations import mark_done, mark_failed
from schools.journal.queries import waiting
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

logger = logging.getLogger(__name__)

#: Messages one pass takes on; the rest wait for the next.
BATCH = 1000
#: After so many failures a message is carried out alone, so that one that never can be takes no other with it.
ALONE_AFTER = 10
#: So many of a topic that fail alone, and the rest of it waits for the next time: perhaps nothing of it can be done now.
FAIL_ALONE = 5


@school_task(name="schools.journal.drain")
def drain(school: School) -> None:
    """Carry out this school's open messages, oldest first; a topic that fails waits for the next time, alone.

    Reading, carrying out and marking done are separate transactions: a worker killed between any two leaves the messages
    open, and handlers are idempotent.
    """
    failures: Counter[str] = Counter()
    tried: set[int] = set()
    while batches := _open(school, {topic for topic, times in failures.items() if times >= FAIL_ALONE}, tried):
        for batch in batches:
            topic = batch.messages[0].topic
            if failures[topic] < FAIL_ALONE and not _carry_out(school, topic, batch.messages):
                failures[topic] += 1 if batch.alone else FAIL_ALONE
                tried |= {message.id for message in batch.messages}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages of one topic, oldest first, that are carried out together; one that has often failed is `alone`."""

    messages: list[Message]
    alone: bool


def _carry_out(school: School, topic: str, batch: list[Message]) -> bool:
    """Have these messages carried out and mark them done; False (and one attempt more for each) when that failed."""
    keys = [message.id for message in batch]
    try:
        handler_for(topic)(school, batch)
    except Exception:
        logger.exception("Outbox topic %s failed for %s", topic, school.schema_name)
        with school_work(school):
            mark_failed(keys)
        return False
    with school_work(school):
        mark_done(keys)
    return True


def _open(school: School, without: set[str], tried: set[int]) -> list[_Batch]:
    """The oldest messages but those of some topics and those already tried."""
    batches = []
    with school_work(school):
        rows = waiting().exclude(topic__in=without).exclude(pk__in=tried)[:BATCH]
        for (_, alone), group in groupby(
            rows, key=lambda row: (row.topic, row.pk if row.attempts >= ALONE_AFTER else 0)
        ):
            batches.append(_Batch([Message(row.pk, row.topic, row.payload) for row in group], bool(alone)))
    return batches


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
        return waiting().exists()
