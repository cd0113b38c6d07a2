"""The services that a school works with, as it keeps them itself."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.rules.wording import LONGEST
from schools.referrals.rules.services import LONGEST_LINE, LONGEST_NAME, REPLY_DAYS


class Service(StampedModel):
    """A service: what it is for, whom, how it is reached, and what it wants to be sent. Retired, never deleted."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    name = models.CharField(max_length=LONGEST_NAME)
    purpose = models.CharField(max_length=LONGEST, help_text="What it is for.")
    from_age = models.PositiveSmallIntegerField(null=True)
    to_age = models.PositiveSmallIntegerField(null=True)
    reached = models.CharField(max_length=LONGEST, help_text="How a person reaches it.")
    email = models.EmailField(max_length=254, blank=True)
    ways = ArrayField(models.CharField(max_length=10), help_text="How a referral may be sent: `rules.services.Way`.")
    wants = ArrayField(models.CharField(max_length=20), help_text="Keys of what it wants: `rules.wanted`.")
    waiting = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="How long one waits, as last heard.")
    heard_on = models.DateField(null=True, help_text="The day on which that was heard.")
    reply_days = models.PositiveSmallIntegerField(default=REPLY_DAYS, help_text="School days in which it answers.")
    starts_on = models.DateField(help_text="Since when it is in the directory.")
    ended_on = models.DateField(null=True, help_text="From this day nobody is referred to it.")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("name"), condition=Q(ended_on__isnull=True), name="service_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")), name="service_order"
            ),
            models.CheckConstraint(
                condition=Q(waiting="", heard_on__isnull=True) | ~Q(waiting="") & Q(heard_on__isnull=False),
                name="service_heard",
            ),
        ]

    def __str__(self) -> str:
        return f"service {self.pk}"
