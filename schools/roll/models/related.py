"""Staff who are related to a household, or to a pupil of whom no home is recorded."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models.families import Household
from schools.roll.models.pupils import Pupil
from schools.staff.models import StaffMember


class RelatedStaff(StampedModel):
    """That somebody on the staff is related to a household: all who live or lived there are hidden from them.

    It holds for the person, in whatever post and role, until it is lifted; rows stay. Hidden is everything but the row in
    a register they take (`foundation.database.hiding`).
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="related_to")
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="related_staff")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="related_staff")
    set_on = models.DateField()
    by_name = models.CharField(max_length=200)
    lifted_on = models.DateField(null=True)
    lifted_by_name = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(household__isnull=True, pupil__isnull=False)
                | Q(household__isnull=False, pupil__isnull=True),
                name="relatedstaff_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by_name="")
                | (Q(lifted_on__isnull=False) & ~Q(lifted_by_name="")),
                name="relatedstaff_lifted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["post", "household"], condition=Q(lifted_on__isnull=True), name="relatedstaff_home_once"
            ),
            models.UniqueConstraint(
                fields=["post", "pupil"], condition=Q(lifted_on__isnull=True), name="relatedstaff_pupil_once"
            ),
        ]

    def __str__(self) -> str:
        return f"related staff {self.pk}"
