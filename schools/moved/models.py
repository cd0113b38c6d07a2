"""What came of a pupil from another school of the trust, and what people here have confirmed of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models import Contact, Pupil


class CarriedOver(StampedModel):
    """What one other school says now of a pupil of ours. The worker brings it and keeps it up to date.

    It is shown and applied to nothing until somebody confirms it. `facts` are in the shape of `rules.facts`. What the
    other school has taken back goes while unconfirmed, and is else marked `taken_back_on`.
    """

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="carried_over")
    from_school = models.UUIDField()
    from_name = models.CharField(max_length=200, help_text="What that school is called.")
    starts_on = models.DateField(help_text="First day there.")
    ends_on = models.DateField(help_text="Last day there.")
    facts = models.JSONField()
    version = models.BigIntegerField(help_text="The number of this school’s reading that brought them.")
    came_at = models.DateTimeField(help_text="When these facts came.")
    taken_back_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["ends_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "from_school"], name="carried_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="carried_order"),
        ]

    def __str__(self) -> str:
        return f"carried {self.pk}"


class Confirmation(StampedModel):
    """Somebody confirmed what came, as it stood in that moment. The newest of what was carried holds; earlier ones stay."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    carried = models.ForeignKey(CarriedOver, on_delete=models.PROTECT, related_name="confirmations")
    facts = models.JSONField(
        help_text="What was confirmed, in the shape of `rules.facts`: counts, and what was taken over."
    )
    stage_why_not = models.CharField(
        max_length=300, blank=True, help_text="Why the stage that was taken over is not the pupil’s here."
    )
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ConfirmedNotice(StampedModel):
    """A notice of the old school's, put to one of the pupil's contacts here by who confirmed it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="notices")
    place = models.PositiveSmallIntegerField(help_text="Which notice of those confirmed, from 0.")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["confirmation", "place"], name="confirmednotice_once"),
        ]

    def __str__(self) -> str:
        return f"confirmed notice {self.pk}"
