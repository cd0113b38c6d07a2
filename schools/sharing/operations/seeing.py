"""Writing down who was shown what is restricted of shares."""

import uuid
from collections.abc import Collection
from typing import Final

from foundation.audit.actors import Actor
from foundation.database.scope import keep
from schools.journal.operations import record_each
from schools.sharing.operations.sharing import ABOUT_SHARE

#: The act of it.
SEEN: Final = "share.restricted_seen"


def note_restricted(shares: Collection[uuid.UUID], *, by: Actor) -> None:
    """An audit line for each, about the share: a read line would be about the pupil, and others read these.

    It outlives what a refused form undoes, as other read lines do.
    """
    if shares:
        keep(lambda: record_each(SEEN, about=[(ABOUT_SHARE, one) for one in shares], by=by))
