"""Carrying out what the outbox promised, and sealing what was written down."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from celery import shared_task
from django.db import DatabaseError
from django_tenants.utils import get_tenant_model

from foundation import clock
from foundation.database.scope import Scope, identity_work, seal_scope, work
from foundation.jobs.tasks import school_task
from foundation.outbox.handlers import Message, handler_for
from schools.journal.operations import mark_done, mark_failed, release_due, release_inbox, seal_lines
from schools.journal.queries import due, unread, waiting
from tenants.journal import operations as trust_journal
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, sealing_scope

logger = logging.getLogger(__name__)

#: Messages one pass takes on; the rest wait for the next.
BATCH = 1000
#: After so many failures a message is carried out alone, so that one that never can be takes no other with it.
ALONE_AFTER = 10
#: So many of a topic that fail alone, and the rest of it waits for the next time: perhaps nothing of it can be done now.
FAIL_ALONE = 5


@school_task(name="schools.journal.drain")
def drain(school: School) -> None:
    """Carry out this school's open messages, with what has fallen due or come in, oldest first.

    A duty that fails waits for the next time, alone. Reading, carrying out and marking done are separate transactions: a
    worker killed between any two leaves the messages open, and handlers are idempotent.
    """
    _release(school)
    failures: Counter[Duty] = Counter()
    tried: set[int] = set()
    while batches := _open(school, {duty for duty, times in failures.items() if times >= FAIL_ALONE}, tried):
        for batch in batches:
            if failures[batch.duty] < FAIL_ALONE and not _carry_out(school, batch):
                failures[batch.duty] += 1 if batch.alone else FAIL_ALONE
                tried |= {message.id for message in batch.messages}


#: A topic and the name of one of its handlers.
Duty = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages of one duty, oldest first, that are carried out together; one that has often failed is `alone`."""

    duty: Duty
    messages: list[Message]
    alone: bool


def _release(school: School) -> None:
    """Promise what has fallen due and what has come in; what is more than one pass takes waits for the next."""
    with school_work(school):
        release_due(clock.now(), at_most=BATCH)
        release_inbox(at_most=BATCH)


def _carry_out(school: School, batch: _Batch) -> bool:
    """Have these messages carried out and mark them done; False (and one attempt more for each) when that failed."""
    keys = [message.id for message in batch.messages]
    try:
        handler_for(*batch.duty)(school, batch.messages)
    except Exception:
        logger.exception("Outbox topic %s failed in %s for %s", *batch.duty, school.schema_name)
        with school_work(school):
            mark_failed(keys)
        return False
    with school_work(school):
        mark_done(keys)
    return True


def _open(school: School, without: set[Duty], tried: set[int]) -> list[_Batch]:
    """The oldest messages but those of some duties and those already tried."""
    batches = []
    with school_work(school):
        rows = waiting().exclude(pk__in=tried)
        for topic, handler in without:
            rows = rows.exclude(topic=topic, handler=handler)
        for (duty, alone), group in groupby(
            rows[:BATCH],
            key=lambda row: ((row.topic, row.handler), row.pk if row.attempts >= ALONE_AFTER else 0),
        ):
            batches.append(_Batch(duty, [Message(row.pk, row.topic, row.payload) for row in group], bool(alone)))
    return batches


@shared_task(name="schools.journal.sweep")
def sweep() -> None:
    """Drain every school with open messages or something due: by the clock, or left behind by a lost broker or worker.

    A school that cannot be asked (its schema is being restored, its tables are locked) does not keep the others waiting.
    """
    with identity_work():
        schools = list(get_tenant_model().objects.all())
    for school in schools:
        try:
            owes = _owes(school)
        except DatabaseError:
            logger.exception("The outbox of %s could not be read", school.schema_name)
        else:
            if owes:
                drain.delay(str(school.pk))


def _owes(school: School) -> bool:
    with school_work(school):
        ways = [rows.order_by().values("pk") for rows in (waiting(), due(clock.now()), unread())]
        return bool(ways[0].union(*ways[1:], all=True)[:1])


@shared_task(name="schools.journal.seal")
def seal() -> None:
    """Seal the audit lines of every school, and those above the schools, that have no seal yet.

    A place that cannot be sealed now, perhaps because another worker is just sealing it, is left for the next time.
    """
    with identity_work():
        schools = list(get_tenant_model().objects.all())
    _seal(seal_scope(), trust_journal.seal_lines)
    for school in schools:
        _seal(sealing_scope(school), partial(seal_lines, str(school.schema_name)))


def _seal(scope: Scope, act: Callable[[], int]) -> None:
    """One seal a transaction, until no line is left without."""
    sealed = 1
    try:
        while sealed:
            with work(scope):
                sealed = act()
    except DatabaseError:
        logger.exception("The audit lines of %s could not be sealed", scope.name)
