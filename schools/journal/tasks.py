"""Carrying out what the outbox promised, and sealing what was written down."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import shared_task
from django.db import DatabaseError
from django.db.models import QuerySet
from django_tenants.utils import get_tenant_model

from foundation import clock
from foundation.database.scope import Scope, identity_work, seal_scope, work
from foundation.jobs.queries import is_behind
from foundation.jobs.tasks import school_task
from foundation.outbox import operations as outbox
from foundation.outbox.queries import pressing
from schools.journal.models import OutboxRow
from schools.journal.operations import mark_done, mark_failed, release_due, release_inbox, seal_lines
from schools.journal.queries import due, unread, waiting
from tenants.journal import operations as trust_journal
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work, sealing_scope

logger = logging.getLogger(__name__)


@school_task(name="schools.journal.drain")
def drain(school: School) -> None:
    """Carry out this school's open messages, with what has fallen due or come in, oldest first.

    What is more than one pass takes waits for the next. While the worker is behind, what may wait does too.
    """
    now = clock.now()
    with school_work(school):
        if _any_of(due(now), unread()):
            release_due(now, at_most=outbox.BATCH)
            release_inbox(at_most=outbox.BATCH)
    outbox.drain(_outbox(school, behind=is_behind()))


def _outbox(school: School, *, behind: bool) -> outbox.Outbox:
    waits = _pressing if behind else waiting
    return outbox.Outbox(school, str(school.schema_name), partial(school_work, school), waits, mark_done, mark_failed)


def _pressing() -> QuerySet[OutboxRow]:
    return pressing(waiting())


@shared_task(name="schools.journal.sweep")
def sweep() -> None:
    """Drain every school with open messages, with something due, or with something that came in.

    While the worker is behind, a school is not drained for what may wait.
    """
    with identity_work():
        schools = list(get_tenant_model().objects.all())
    boxes = map(partial(_outbox, behind=is_behind()), schools)
    outbox.sweep(boxes, owes=_owes, drain=lambda school: drain.delay(str(school.pk)))


def _owes(box: outbox.Outbox) -> bool:
    return _any_of(box.waiting(), due(clock.now()), unread())


def _any_of(*ways: QuerySet[Any]) -> bool:
    """Whether any of these holds a row. One query."""
    first, *others = (rows.order_by().values("pk") for rows in ways)
    return bool(first.union(*others, all=True)[:1])


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
