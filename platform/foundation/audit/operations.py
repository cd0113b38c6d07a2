"""Adding a seal to a journal, in the transaction of its sealer and never in that of a save; the same for every journal."""

import logging
from functools import partial

from django.db import transaction

from foundation.audit.queries import Lines, Seals, next_seal
from foundation.database.scope import ALIAS

logger = logging.getLogger(__name__)


def add_seal(lines: Lines, seals: Seals, *, place: str) -> int:
    """Add a seal over the oldest lines that have none; return how many it covers. 0: there is nothing to seal.

    `place` names the journal in the log, where a copy of the hash goes once the seal is kept: a seal that was lost with its
    transaction would look like one that somebody took away. Of two sealers at once one fails, and adds nothing.
    """
    facts = next_seal(lines, seals)
    if facts is None:
        return 0
    seals.create(**facts.columns())
    transaction.on_commit(partial(logger.info, "%s", facts.told(place)), using=ALIAS)
    return len(facts.lines)
