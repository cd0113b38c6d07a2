"""What a trust asked its schools to try, what each has answered in counts, and examples of its own.

Never a row about a pupil: children of examples are invented.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel

#: What a trust owes its schools when a draft is to be tried ({"trial"}).
TRIAL_ASKED = "policy.trial_asked"


class TrustTrial(StampedModel):
    """A draft, as it was when it was asked about, to be tried on days that are past. `document` is canonical JSON."""

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    first = models.DateField()
    last = models.DateField()
    document = models.TextField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="trusttrial_order"),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk} of {self.trust_id}"


class SchoolAnswer(StampedModel):
    """What one school answered: `told` in the shape of `rules`, or why it could not try. Written once."""

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    pk = models.CompositePrimaryKey("trial_id", "school_id")
    trial = models.ForeignKey(TrustTrial, on_delete=models.CASCADE, related_name="answers")
    school_id = models.UUIDField()
    trust_id = models.UUIDField()
    answered_at = models.DateTimeField()
    told = models.JSONField(null=True)
    why_not = models.CharField(max_length=300, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(told__isnull=True) & ~Q(why_not="") | Q(told__isnull=False, why_not=""),
                name="schoolanswer_told_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"answer of {self.school_id}"


class TrustExample(StampedModel):
    """An example that the trust has added itself, of an invented child: `example` in the shape of `schools.policy.rules`."""

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    name = models.CharField(max_length=120)
    example = models.JSONField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust_id", "name"], name="trustexample_once"),
        ]

    def __str__(self) -> str:
        return f"example {self.pk} of {self.trust_id}"
