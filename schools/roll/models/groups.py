"""Registration groups, who teaches or tutors them, and who leads a year."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.staff.models import StaffMember


class RegistrationGroup(StampedModel):
    """A tutor group or class that is registered together, in one academic year."""

    id = uuid_key()
    academic_year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    year_group = models.CharField(max_length=2, blank=True, help_text="Empty for a group of mixed ages.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["academic_year", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["academic_year", "name"], name="registrationgroup_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupTutor(StampedModel):
    """Somebody who teaches or tutors a registration group and takes its registers, from when until when."""

    id = uuid_key()
    group = models.ForeignKey(RegistrationGroup, on_delete=models.PROTECT, related_name="tutors")
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="tutored")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "staff", "starts_on"], name="grouptutor_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="grouptutor_order"
            ),
        ]

    def __str__(self) -> str:
        return f"tutor {self.pk}"


class YearLead(StampedModel):
    """Somebody who leads a year group, from when until when."""

    id = uuid_key()
    year_group = models.CharField(max_length=2)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="led")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year_group", "staff", "starts_on"], name="yearlead_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="yearlead_order"
            ),
        ]

    def __str__(self) -> str:
        return f"lead of year {self.year_group}"
