"""The one table above the schools whose rows are each about a single pupil (docs/decisions/0057-movers.md)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class Mover(StampedModel):
    """What one school of a trust tells the next of a pupil who left for it, in counts: no name, no UPN, no narrative.

    Three states: *asked* (by the new school, without facts), *told* (with facts), *taken back* (neither, until the school
    it was for has heard of it; then the row goes). `version` orders the readings of the old school's marks. `heard` is
    whether the school whose turn it is (the old one of a question, else the new one) has been woken since the row changed.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    mover = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the UPN, in hexadecimal.")
    key_number = models.IntegerField()
    from_school = models.UUIDField()
    for_school = models.UUIDField(help_text="Who asked, or else where the pupil went by the old school's roll.")
    starts_on = models.DateField(null=True, help_text="First day at the old school, of the last spell there.")
    ends_on = models.DateField(null=True, help_text="Last day there.")
    facts = models.JSONField(null=True)
    asked = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0)
    written_at = models.DateTimeField()
    expires_on = models.DateField(help_text="The last day it is kept.")
    heard = models.BooleanField(default=False)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust_id", "mover", "from_school"], name="mover_once"),
            models.CheckConstraint(condition=Q(mover__regex=r"^[0-9a-f]{64}$"), name="mover_form"),
            models.CheckConstraint(
                condition=Q(facts__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="mover_spell",
            ),
            models.CheckConstraint(condition=~Q(from_school=F("for_school")), name="mover_two_schools"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["from_school"], name="mover_from"),
            models.Index(fields=["expires_on"], name="mover_expires"),
        ]

    def __str__(self) -> str:
        return f"mover {self.pk}"
