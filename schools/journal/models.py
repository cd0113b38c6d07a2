"""What the school's acts leave behind, in the school's own schema and in the transaction of the act."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from foundation.audit.models import AbstractAuditLine
from foundation.database.models import StampedModel
from foundation.outbox.models import AbstractOutboxRow


class AuditLine(AbstractAuditLine):
    """An act at this school. Append-only by grant: no role but the owner's may change or remove one."""

    class Meta(AbstractAuditLine.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id", "id"], name="auditline_about"),
        ]


class OutboxRow(AbstractOutboxRow):
    """An effect this school's transaction promised."""

    class Meta(AbstractOutboxRow.Meta):
        pass


class IdempotencyKey(StampedModel):
    """A key a client sent with a save, with the answer it got: a repeated save is answered again, not done again.

    `request_hash` is the SHA-256 of the body: the same key with another body is refused.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, DELETE"}

    key = models.CharField(max_length=64, primary_key=True)
    person_id = models.UUIDField()
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"idempotency key {self.key}"
