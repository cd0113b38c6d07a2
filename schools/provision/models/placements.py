"""A pupil's placement elsewhere, as agreed: where, what for, in which sessions, and when it is looked at again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.provision.models.providers import Provider
from schools.provision.rules.elsewhere import CODES
from schools.roll.models import Pupil
from schools.roll.rules.week_slots import SLOTS


class ProvisionPlacement(StampedModel):
    """A pupil is educated at a provider in these sessions of the week, from a day to a day.

    `slots` number the week's sessions as a dual registration's do. What a register holds of it are the plans that bear this
    row's key.
    """

    class CostPer(models.TextChoices):
        """What the cost is of."""

        SESSION = "session", "a session"
        DAY = "day", "a day"
        WEEK = "week", "a week"
        WHOLE = "whole", "the whole placement"

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="provision")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="placements")
    code = models.CharField(max_length=1, choices=[(code, code) for code in CODES])
    slots = ArrayField(models.PositiveSmallIntegerField())
    starts_on = models.DateField()
    ends_on = models.DateField()
    purpose = models.CharField(max_length=1000, help_text="Why, and what it is to achieve.")
    referred_on = models.DateField(null=True)
    referred_by = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(
        max_length=1000, blank=True, help_text="What was sent with the referral, and where it is."
    )
    portal_reference = models.CharField(max_length=60, blank=True, help_text="In the authority’s portal.")
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    cost_per = models.CharField(max_length=7, choices=CostPer.choices, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_on", "starts_on"], name="placement_elsewhere_days"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_elsewhere_order"),
            models.CheckConstraint(condition=Q(slots__contained_by=list(SLOTS)), name="placement_elsewhere_slots"),
            models.CheckConstraint(condition=Q(code__in=CODES), name="placement_elsewhere_code"),
        ]

    def __str__(self) -> str:
        return f"placement elsewhere {self.pk}"


class Review(StampedModel):
    """A visit to a pupil elsewhere, or a review of the placement: due on a day, and what came of it."""

    class Kind(models.TextChoices):
        """What is due."""

        REVIEW = "review", "Review"
        VISIT = "visit", "Visit"

    id = uuid_key()
    placement = models.ForeignKey(ProvisionPlacement, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(done_on=None), name="provision_review_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["placement", "kind", "due_on"], name="provision_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
