"""A removal from the roll as a case gathers it: the ground, its evidence, and the headteacher's word."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.missing.rules import states


class Removal(StampedModel):
    """The removal a case may come to. `spell` is the spell on the roll that it would end; `rests_on` what it rested on when
    it was approved. Whether the facts still hold is worked out anew when the name is taken off."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="removal")
    ground = models.CharField(max_length=4, help_text="As the roll has it: a to o, or 9(3).")
    state = models.CharField(max_length=9, choices=[(one.key, one.words) for one in states.REMOVAL.states])
    spell = models.UUIDField(null=True)
    asked_on = models.DateField(null=True)
    asked_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_position = models.CharField(max_length=100, blank=True)
    words = models.CharField(
        max_length=LONGEST, blank=True, help_text="What was said when it was decided or sent back."
    )
    rests_on = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=states.GATHERING) | Q(asked_on__isnull=False, spell__isnull=False) & ~Q(asked_by=""),
                name="removal_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.APPROVED) | Q(decided_on__isnull=False) & ~Q(decided_by="") & ~Q(rests_on=""),
                name="removal_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk}"


class Evidence(StampedModel):
    """Something that shows a ground: what it is, of what day, where it is kept. Never changed."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="leaving_evidence")
    words = models.CharField(max_length=LONGEST)
    dated = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["dated", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="evidence_words"),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"
