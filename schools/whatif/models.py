"""Trials of a policy: what was asked, how far it has come, and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class Trial(StampedModel):
    """A document tried on days that are past, beside the one that was live when it was asked for.

    The two documents are kept as they then were (canonical JSON, the school's own lines in them), so that the outcome stays
    what it was asked of. `outcome` is `schools.whatif.rules.outcome`; with `done` of `pupils` it is all that a trial writes.
    It goes after KEPT_DAYS: it says of children what only might have been. One that the trust asks for bears the key of
    what the trust asked.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    for_trust = models.UUIDField(null=True, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=120, help_text="What is tried, in words.")
    live = models.TextField()
    draft = models.TextField()
    pupils = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="trial_order"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, outcome__isnull=True)
                | Q(finished_at__isnull=False, outcome__isnull=False),
                name="trial_finished_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk}"
