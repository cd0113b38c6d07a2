"""Sealing the school's audit lines, in the transaction of its sealer and never in that of a save."""

import logging

from foundation.audit.queries import next_seal
from schools.journal.models import AuditLine, Seal

logger = logging.getLogger(__name__)


def seal_lines(place: str) -> int:
    """Add a seal over the oldest lines that have none; return how many it covers. 0: there is nothing to seal.

    `place` names the school in the log, where a copy of the hash goes. Of two sealers at once one fails, and adds nothing.
    """
    facts = next_seal(AuditLine.objects.all(), Seal.objects.all())
    if facts is None:
        return 0
    Seal.objects.create(**facts.columns())
    logger.info("%s", facts.told(place))
    return len(facts.lines)
