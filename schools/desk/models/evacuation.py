"""An evacuation or a drill: where forms assemble, when it began and ended, who was seen by whom, and who was expected."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.desk.models.day import Visit
from schools.desk.rules.on_site import Whereabouts
from schools.roll.models import Pupil, RegistrationGroup

_SOMEBODY = Q(pupil__isnull=False, visit__isnull=True) | Q(pupil__isnull=True, visit__isnull=False)


class Assembly(StampedModel):
    """Where somebody assembles: a form, or else their year group. The row with neither is the visitors'."""

    id = uuid_key()
    year_group = models.CharField(max_length=2, blank=True)
    group = models.ForeignKey(RegistrationGroup, null=True, on_delete=models.PROTECT, related_name="assembly")
    point = models.CharField(max_length=60)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year_group", "group"], nulls_distinct=False, name="assembly_once"),
            models.CheckConstraint(condition=Q(group=None) | Q(year_group=""), name="assembly_of_one"),
        ]

    def __str__(self) -> str:
        return self.point


class Evacuation(StampedModel):
    """One evacuation or drill. Its key may come from a device that began it without a network."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    day = models.DateField()
    drill = models.BooleanField()
    began_at = models.DateTimeField()
    began_by_id = models.UUIDField()
    began_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-began_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day"], condition=Q(ended_at=None), name="evacuation_open_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="evacuation_order"
            ),
        ]

    def __str__(self) -> str:
        return f"evacuation {self.pk}"


class Sighting(StampedModel):
    """Somebody was seen: by whom, and when by the clock of the device that says so. Taken back it stays, with who did."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = models.BigAutoField(primary_key=True)
    evacuation = models.ForeignKey(Evacuation, on_delete=models.PROTECT, related_name="sightings")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    client_key = models.CharField(max_length=64, unique=True, help_text="The device's own, so that a tick counts once.")
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_name = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_SOMEBODY, name="sighting_of_one"),
        ]

    def __str__(self) -> str:
        return f"sighting {self.pk}"


class Expected(StampedModel):
    """Somebody who stood on the list when an evacuation ended: its report stays as it was, whatever is amended later."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    evacuation = models.ForeignKey(Evacuation, on_delete=models.PROTECT, related_name="expected")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=30, blank=True)
    point = models.CharField(max_length=60, blank=True)
    whereabouts = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Whereabouts])

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_SOMEBODY, name="expected_one"),
            models.UniqueConstraint(
                fields=["evacuation", "pupil", "visit"], nulls_distinct=False, name="expected_once"
            ),
        ]

    def __str__(self) -> str:
        return f"expected {self.pk}"
