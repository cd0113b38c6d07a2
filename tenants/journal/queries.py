"""Questions to the lines and the outbox of one trust or authority: row-level security lets its work see no other."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from foundation.outbox import queries
from tenants.journal.models import AuditLine, OutboxRow


def lines_here() -> QuerySet[AuditLine]:
    """The lines filed under this place, newest first."""
    return AuditLine.objects.order_by("-id")


def names_of(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names under which these people last did something that is filed here; those who never did are missing."""
    wanted = set(people)
    rows = AuditLine.objects.filter(person_id__in=wanted).order_by("person_id", "-id").distinct("person_id")
    return {line.person_id: line.person_name for line in rows if line.person_id} if wanted else {}


def waiting() -> QuerySet[OutboxRow]:
    """The effects promised here and still to be tried, oldest first."""
    return queries.waiting(OutboxRow.objects.all())
