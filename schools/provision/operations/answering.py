"""What a provider answered by its link, kept by the worker: each word for itself, and only of this provider's pupils."""

import datetime as dt
import logging
import uuid
from typing import Any

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.models import InboxRow
from schools.journal.queries import link_by
from schools.provision.models import ProvisionPlacement, Word
from schools.provision.operations.asking import DAY
from schools.provision.operations.saying import Told, keep_unentered, note_word
from schools.provision.rules.elsewhere import BY_LINK, Said
from schools.roll.queries.signing import Signature

logger = logging.getLogger(__name__)


def keep_answers(row: InboxRow, *, now: dt.datetime) -> int:
    """Keep what came by one link; how many words of it were kept. Safe to repeat.

    The link says which provider: whatever was sent of another's pupils is nobody's there, and is left out. The day is the
    one that was asked about as it was answered.
    """
    link = link_by(row.link_hash)
    if link is None or link.purpose != DAY:
        return 0
    at = dt.datetime.fromisoformat(row.payload["at"])
    on = dt.date.fromisoformat(row.payload["date"])
    by = Actor(None, f"{row.payload['by']}, {row.payload['provider']}"[:200])
    signed = Signature(by, "Provider")
    known = set(
        ProvisionPlacement.objects.filter(provider=uuid.UUID(link.about_id), code__in=BY_LINK).values_list(
            "pk", flat=True
        )
    )
    kept = 0
    for one in row.payload["said"]:
        placement = uuid.UUID(one["placement"])
        if placement in known:
            kept += _keep(placement, _told(one, on), signed, at, now)
    if kept < len(row.payload["said"]):
        logger.info("%s of what a provider answered was not kept", len(row.payload["said"]) - kept)
    return kept


def _told(one: dict[str, Any], on: dt.date) -> Told:
    return Told(on, one["session"], Said(one["said"]), one["words"], Word.Way.LINK.value)


def _keep(placement: uuid.UUID, told: Told, signed: Signature, at: dt.datetime, now: dt.datetime) -> bool:
    try:
        note_word(placement, told, signed=signed, now=now, at=at)
    except Refused as refused:
        if refused.first.code != "not_entered":
            return False
        keep_unentered(placement, told, refused.first.words, signed=signed, at=at)
    return True
