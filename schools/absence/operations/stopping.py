"""STOP and START: whether texts go to a number is its holder's to say, whoever of the family that is."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from foundation.audit.actors import SYSTEM
from foundation.messaging.replies import Wish
from schools.absence.models import Stopped
from schools.journal.operations import record_each
from schools.roll.models import Contact

#: Who said it, where a text did.
THE_HOLDER: Final = "the holder, by text"


def heed(wish: Wish, digits: str, holders: Iterable[Contact], *, now: dt.datetime) -> None:
    """Send no more texts to a number, or send them again. Asked for twice, it is done once."""
    if wish is Wish.STOP:
        _, changed = Stopped.objects.get_or_create(
            digits=digits[:16], until=None, defaults={"since": now, "by_name": THE_HOLDER}
        )
    else:
        changed = bool(Stopped.objects.filter(digits=digits[:16], until=None).update(until=now))
    if changed:
        act = "contact.texts_stopped" if wish is Wish.STOP else "contact.texts_wanted"
        record_each(act, about=[("contact", one.pk) for one in holders], by=SYSTEM, details={})
