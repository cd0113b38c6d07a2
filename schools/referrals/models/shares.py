"""The log of what of a child was shared with whom."""

from typing import ClassVar

from django.db import models

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.referrals.models.referrals import Version
from schools.roll.models import Pupil


class Share(StampedModel):
    """Something of this child was shared: what, with whom, when, on what basis, by whom. Never changed.

    `what` names the parts and repeats none of them.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shares")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, null=True, related_name="share")
    whom = models.CharField(max_length=200)
    what = models.CharField(max_length=LONGEST)
    how = models.CharField(max_length=100)
    basis = models.CharField(max_length=LONGEST * 2)
    on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-on", "-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-on", "-at"], name="share_newest")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(whom="") & ~models.Q(what="") & ~models.Q(basis=""), name="share_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"
