"""Questions to the outbox."""

from django.db.models import QuerySet

from schools.journal.models import OutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20


def waiting() -> QuerySet[OutboxRow]:
    """The effects promised and still to be tried, oldest first."""
    return OutboxRow.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")
