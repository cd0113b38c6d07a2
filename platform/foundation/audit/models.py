"""The abstract audit line."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from foundation.database.models import StampedModel


class AbstractAuditLine(StampedModel):
    """Who did what to what, when; written in the transaction of the act itself and never changed.

    `about` names what was acted on by kind and key ("pupil", uuid). `details` holds counts, codes and keys, never names.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
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
