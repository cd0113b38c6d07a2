"""Carrying out what an outbox holds, at least once and oldest first; the same for every place that has one."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from celery import current_app
from celery.exceptions import OperationalError
from django.db import DatabaseError
from django.db.models import QuerySet

from foundation.outbox.handlers import Message, handler_for
from foundation.outbox.models import AbstractOutboxRow

logger = logging.getLogger(__name__)

#: Messages one pass takes on; the rest wait for the next.
BATCH = 1000
#: After so many failures a message is carried out alone, so that one that never can be takes no other with it.
ALONE_AFTER = 10
#: So many of a topic that fail alone, and the rest of it waits for the next time: perhaps nothing of it can be done now.
FAIL_ALONE = 5
#: Seconds after which what a pass has carried out is marked done while it goes on.
MARKED_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Outbox:
    """One place's outbox: what handlers are given for the place, what the log calls it, its transactions.

    The rest is asked and told within `work`: what waits there, and the keys of what was carried out or failed.
    """

    place: Any
    name: str
    work: Callable[[], AbstractContextManager[object]]
    waiting: Callable[[], QuerySet[Any]]
    mark_done: Callable[[Iterable[int]], None]
    mark_failed: Callable[[Iterable[int]], None]


def wake(task: str, key: str) -> None:
    """Have the worker look at a place's outbox now; when the broker does not answer, a sweep will."""
    try:
        current_app.send_task(task, [key])
    except OperationalError:
        logger.warning("The broker did not answer; the sweep will carry out what was promised")


def sweep(outboxes: Iterable[Outbox], *, owes: Callable[[Outbox], bool], drain: Callable[[Any], object]) -> None:
    """Have every place drained that owes something: by the clock, or left behind by a lost broker or worker.

    `owes` is asked within the place's work. A place that cannot be asked (its schema is being restored, its tables are
    locked) does not keep the others waiting.
    """
    for outbox in outboxes:
        try:
            with outbox.work():
                found = owes(outbox)
        except DatabaseError:
            logger.exception("The outbox of %s could not be read", outbox.name)
        else:
            if found:
                drain(outbox.place)


#: A topic and the name of one of its handlers.
Duty = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages of one duty, oldest first, that are carried out together; one that has often failed is `alone`."""

    duty: Duty
    messages: list[Message]
    alone: bool

    @property
    def keys(self) -> list[int]:
        """The messages' keys."""
        return [message.id for message in self.messages]


def drain(outbox: Outbox) -> None:
    """Carry out a place's open messages, oldest first.

    A duty that fails waits for the next time, alone. Reading, carrying out and marking done are separate transactions: a
    worker killed between any two leaves the messages open, and handlers are idempotent. What one pass carried out is marked
    done together, because a save wakes eight handlers, most of which have little to do.
    """
    failures: Counter[Duty] = Counter()
    tried: set[int] = set()
    while batches := _open(outbox, {duty for duty, times in failures.items() if times >= FAIL_ALONE}, tried):
        done: list[int] = []
        since = time.monotonic()
        for batch in batches:
            if failures[batch.duty] >= FAIL_ALONE:
                continue
            if _carry_out(outbox, batch):
                done += batch.keys
            else:
                failures[batch.duty] += 1 if batch.alone else FAIL_ALONE
                tried.update(batch.keys)
            if time.monotonic() - since > MARKED_AFTER:
                _mark_done(outbox, done)
                done, since = [], time.monotonic()
        _mark_done(outbox, done)


def _carry_out(outbox: Outbox, batch: _Batch) -> bool:
    """Have these messages carried out; False (and one attempt more for each) when that failed."""
    try:
        handler_for(*batch.duty)(outbox.place, batch.messages)
    except Exception:
        logger.exception("Outbox topic %s failed in %s for %s", *batch.duty, outbox.name)
        with outbox.work():
            outbox.mark_failed(batch.keys)
        return False
    return True


def _mark_done(outbox: Outbox, keys: list[int]) -> None:
    if keys:
        with outbox.work():
            outbox.mark_done(keys)


def _open(outbox: Outbox, without: set[Duty], tried: set[int]) -> list[_Batch]:
    """The oldest messages but those of some duties and those already tried: a batch for each duty, whatever lies between.

    A batch stands where its oldest message does. An act owes several duties at once, so that of ten acts each duty's
    messages are all apart.
    """
    with outbox.work():
        rows: QuerySet[AbstractOutboxRow] = outbox.waiting().exclude(pk__in=tried)
        for topic, handler in without:
            rows = rows.exclude(topic=topic, handler=handler)
        batches: dict[tuple[Duty, int], list[Message]] = {}
        for row in rows[:BATCH]:
            alone = row.pk if row.attempts >= ALONE_AFTER else 0
            batches.setdefault(((row.topic, row.handler), alone), []).append(Message(row.pk, row.topic, row.payload))
    return [_Batch(duty, messages, bool(alone)) for (duty, alone), messages in batches.items()]
