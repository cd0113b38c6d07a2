"""The abstract outbox row."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from foundation.database.models import StampedModel


class AbstractOutboxRow(StampedModel):
    """One effect that one handler owes. Its key orders effects within a place; `done_at` is set once it has happened.

    What several handlers carry out is a row for each of them, so that one that fails holds up no other.
    `payload` holds keys, dates and counts, never names: it travels through the broker.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    handler = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta(StampedModel.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(done_at__isnull=True), name="%(class)s_open"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"
