"""Carrying out what trusts promised. The rows are the journal's; whose they are is known here, the room above it.

The tasks bear the journal's name: by that of this room they would go to the owner's queue.
"""

import uuid
from functools import partial

from celery import shared_task

from foundation.database.scope import identity_work
from foundation.outbox import operations as outbox
from tenants.journal.operations import mark_done, mark_failed
from tenants.journal.queries import waiting
from tenants.trusts.models import Trust
from tenants.trusts.scopes import trust_work


@shared_task(name="tenants.journal.drain")
def drain(trust_id: str) -> None:
    """Carry out this trust's open messages, oldest first. Handlers get the trust and open their own transactions."""
    with identity_work():
        trust = Trust.objects.get(pk=uuid.UUID(trust_id))
    outbox.drain(_outbox(trust))


@shared_task(name="tenants.journal.sweep")
def sweep() -> None:
    """Drain every trust with open messages: left behind by a lost broker or worker, or failed and to be tried again."""
    with identity_work():
        trusts = list(Trust.objects.all())
    outbox.sweep(
        map(_outbox, trusts), owes=lambda _: waiting().exists(), drain=lambda trust: drain.delay(str(trust.pk))
    )


def _outbox(trust: Trust) -> outbox.Outbox:
    return outbox.Outbox(trust, trust.slug, partial(trust_work, trust), waiting, mark_done, mark_failed)
