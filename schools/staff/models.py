"""Staff of the school. `person_id` is the signed-in person's key by value: no foreign key leaves the schema."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class StaffMember(StampedModel):
    """Somebody in one post, from when until when. An entry in a register names the post held at that time."""

    id = uuid_key()
    person_id = models.UUIDField(null=True, db_index=True, help_text="Null until they can sign in.")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="staff_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"
