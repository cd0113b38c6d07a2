"""The abstract audit line, and the abstract seal that makes tampering with lines show."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from foundation import clock
from foundation.database.functions import TransactionId
from foundation.database.models import StampedModel


class AbstractAuditLine(StampedModel):
    """Who did what to what, when; written in the transaction of the act itself and never changed.

    `at` is the moment by the clock people work by; `written_at` and `transaction` are the server's own word, which no role
    may give (`kept_by_database`). `about` names what was acted on by kind and key ("pupil", uuid). `details` holds counts,
    codes and keys, never names.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT", "seal": "SELECT"}
    kept_by_database: ClassVar[tuple[str, ...]] = ("id", "written_at", "transaction")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    written_at = models.DateTimeField(db_default=Now())
    transaction = models.BigIntegerField(db_default=TransactionId())
    person_id = models.UUIDField(null=True, help_text="Null for the system itself.")
    person_name = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta(StampedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.act} {self.about_kind} {self.about_id}"


class AbstractSeal(StampedModel):
    """What stood in some audit lines when they were sealed, chained to the seal before (`foundation.audit.rules`).

    A seal takes lines in the order of (transaction, line) and ends at `last_transaction`, `last_line`: nothing can be
    written at or before that any more. `cluster` is the server's own identifier, by whose count transactions go; the first
    seal after a restore elsewhere `adopts` whatever had no seal there.
    """

    grants: ClassVar[dict[str, str]] = {"seal": "SELECT, INSERT"}

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    cluster = models.BigIntegerField()
    adopts = models.BooleanField()
    last_transaction = models.BigIntegerField()
    last_line = models.BigIntegerField()
    lines = ArrayField(models.BigIntegerField())
    hashes = models.BinaryField(help_text="SHA-256 of each of the lines, one after the other.")
    before = models.BinaryField(max_length=32, help_text="The hash of the seal before.")
    hash = models.BinaryField(max_length=32)

    class Meta(StampedModel.Meta):
        abstract = True
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["lines"], name="%(app_label)s_sealed")]

    def __str__(self) -> str:
        return f"seal {self.number}"
