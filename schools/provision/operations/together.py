"""What the leader of many pupils says of one session: who came and who did not, taken down as one act."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken
from schools.provision.models import Provider, ProvisionPlacement, Word
from schools.provision.operations.saying import Told, note_word
from schools.provision.queries.expected import waiting_at
from schools.provision.rules.elsewhere import Said
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True)
class Counted:
    """Of whom it is said, by placement, who of them did not come, and in which words."""

    shown: frozenset[uuid.UUID]
    missing: frozenset[uuid.UUID]
    words: str


@transaction.atomic(using=ALIAS)
def note_counted(
    provider: Provider, on: dt.date, session: int, counted: Counted, *, signed: Signature, now: dt.datetime
) -> int:
    """Enter all who came, and keep who did not for a person to decide; how many came.

    Overtaken when those who wait are not those who were asked about: nobody is confirmed unseen. Refused whole when one of
    them cannot be entered.
    """
    Provider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    # Placements and what was said of them are held first and in one order, as `note_word` and `settle_word` hold one.
    rows = ProvisionPlacement.objects.filter(pk__in=counted.shown).select_for_update(no_key=True).order_by("pk")
    held = [row.pk for row in rows]
    list(
        Word.objects.filter(placement__in=held, date=on, session=session).select_for_update(no_key=True).order_by("pk")
    )
    waiting = waiting_at(provider.pk, on, session, now)
    if {one.place.pk for one in waiting} != counted.shown:
        words = "Those who wait to be confirmed are not those you were shown."
        raise Overtaken(words, code="changed", remedy="Look at the list again.")
    for one in waiting:
        said = Said.ABSENT if one.place.pk in counted.missing else Said.PRESENT
        told = Told(on, session, said, counted.words, Word.Way.OFFICER.value)
        note_word(one.place.pk, told, signed=signed, now=now)
    return len(counted.shown - counted.missing)
