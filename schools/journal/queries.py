"""Questions to the outbox, and to the answers kept under idempotency keys."""

from django.db.models import QuerySet

from schools.journal.models import IdempotencyKey, OutboxRow

#: After so many failures a message waits for a person (`rollcall schools` lists it).
GIVE_UP_AFTER = 20


def waiting() -> QuerySet[OutboxRow]:
    """The effects promised and still to be tried, oldest first."""
    return OutboxRow.objects.filter(done_at__isnull=True, attempts__lt=GIVE_UP_AFTER).order_by("pk")


def kept_answer(key: str) -> IdempotencyKey | None:
    """What an act was answered under this key, or None when no act has brought it."""
    return IdempotencyKey.objects.filter(key=key).first()
