"""Carrying out what trusts and authorities promised. The rows are the journal's; whose they are is known here.

The tasks bear the journal's name: by that of this room they would go to the owner's queue.
"""

import uuid
from functools import partial

from celery import shared_task

from foundation.database.scope import identity_work
from foundation.outbox import operations as outbox
from tenants.journal.operations import mark_done, mark_failed
from tenants.journal.queries import waiting
from tenants.trusts.models import LocalAuthority, Trust
from tenants.trusts.scopes import authority_work, trust_work


@shared_task(name="tenants.journal.drain")
def drain(trust_id: str) -> None:
    """Carry out this trust's open messages, oldest first. Handlers get the trust and open their own transactions."""
    with identity_work():
        trust = Trust.objects.get(pk=uuid.UUID(trust_id))
    outbox.drain(_outbox(trust))


@shared_task(name="tenants.journal.drain_authority")
def drain_authority(authority_id: str) -> None:
    """As `drain`, of an authority: its handlers get the authority."""
    with identity_work():
        authority = LocalAuthority.objects.get(pk=uuid.UUID(authority_id))
    outbox.drain(_outbox(authority))


@shared_task(name="tenants.journal.sweep")
def sweep() -> None:
    """Drain every place with open messages: left behind by a lost broker or worker, or failed and to be tried again."""
    with identity_work():
        places: list[Trust | LocalAuthority] = [*Trust.objects.all(), *LocalAuthority.objects.all()]
    outbox.sweep(map(_outbox, places), owes=lambda _: waiting().exists(), drain=_have_drained)


def _have_drained(place: Trust | LocalAuthority) -> None:
    (drain if isinstance(place, Trust) else drain_authority).delay(str(place.pk))


def _outbox(place: Trust | LocalAuthority) -> outbox.Outbox:
    work = partial(trust_work, place) if isinstance(place, Trust) else partial(authority_work, place)
    return outbox.Outbox(place, place.slug, work, waiting, mark_done, mark_failed)
