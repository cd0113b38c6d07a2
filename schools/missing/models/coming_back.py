"""The plan for a child who comes back: from when, with whom it was agreed, and its stages."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST


class ComingBack(StampedModel):
    """A plan of a case, as it was agreed. Written again, the newer one holds and the earlier stays."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="coming_back")
    back_on = models.DateField(help_text="The first day back.")
    agreed_with = models.CharField(max_length=200)
    words = models.CharField(max_length=LONGEST, help_text="What the child needs, and who looks out for them.")
    review_on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(review_on__gte=models.F("back_on")), name="comingback_order"),
            models.CheckConstraint(condition=~Q(agreed_with="") & ~Q(words=""), name="comingback_whole"),
        ]

    def __str__(self) -> str:
        return f"coming back {self.pk}"


class Step(StampedModel):
    """A stage of such a plan: what, by when, and what became of it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    plan = models.ForeignKey(ComingBack, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    words = models.CharField(max_length=LONGEST)
    came = models.CharField(max_length=LONGEST, blank=True, help_text="What became of it.")
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="step_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, came="") | Q(done_on__isnull=False) & ~Q(came=""), name="step_done"
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"
