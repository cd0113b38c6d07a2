"""Sealing the school's audit lines, in the transaction of its sealer."""

from foundation.audit.operations import add_seal
from schools.journal.models import AuditLine, Seal


def seal_lines(place: str) -> int:
    """Seal the school's oldest lines that have no seal; how many. The log calls the school by `place`, its schema."""
    return add_seal(AuditLine.objects.all(), Seal.objects.all(), place=place)
