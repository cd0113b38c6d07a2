"""A named list of pupils who are helped together for some weeks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.rules.wording import LONGEST
from schools.roll.models import Pupil


class HelpGroup(StampedModel):
    """Pupils who are mentored or otherwise helped together, from when until when."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    name = models.CharField(max_length=100, help_text="It names no pupil.")
    what = models.CharField(max_length=LONGEST, blank=True, help_text="What is done with them.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-starts_on", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="helpgroup_order"
            ),
            models.UniqueConstraint(fields=["name", "starts_on"], name="helpgroup_once"),
        ]

    def __str__(self) -> str:
        return self.name


class HelpGroupPupil(StampedModel):
    """A pupil of such a group. Who is put in by mistake is taken out again, and then counts nowhere."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, DELETE"}

    id = uuid_key()
    group = models.ForeignKey(HelpGroup, on_delete=models.PROTECT, related_name="members")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "pupil"], name="helpgrouppupil_once"),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"
