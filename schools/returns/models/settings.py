"""What a school has set about its returns: versions, of which the newest holds."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.models import StampedModel
from schools.returns.rules.clocks import Interval
from schools.returns.rules.columns import Dates
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import LEAST_POSSIBLE, Counted
from schools.returns.rules.recipients import Copies


class ReturnSettings(StampedModel):
    """The school's measure, what it has agreed with its authority, and who is told. Nothing of it is in the law."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    since = models.DateField(null=True, help_text="Joiners and leavers of earlier days were told of elsewhere.")
    percent = models.PositiveSmallIntegerField(null=True, help_text="The measure; null while the school states none.")
    counted = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Counted], default=Counted.ALL)
    weeks = models.PositiveSmallIntegerField(default=0, help_text="School weeks it looks at; 0 is the year so far.")
    least = models.PositiveSmallIntegerField(default=LEAST_POSSIBLE)
    interval = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in Interval], default=Interval.MONTH
    )
    ten_days_at_once = models.BooleanField(default=True)
    junior = models.CharField(
        max_length=2, blank=True, help_text="The most junior class; empty for the youngest there is."
    )
    junior_asked = models.BooleanField(default=False)
    senior = models.CharField(
        max_length=2, blank=True, help_text="The most senior class; empty for the oldest there is."
    )
    senior_asked = models.BooleanField(default=False)
    copies = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Copies], default=Copies.SCHOOLS)
    leaders_approve = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(1, 100)), name="returnsettings_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"settings of returns {self.pk}"


class ReturnLayout(StampedModel):
    """The columns of a kind of return for one authority; the newest row holds, and one without columns is ours again."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    authority = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Kind])
    columns = models.JSONField(default=list, help_text="Pairs of a heading and a field.")
    dates = models.CharField(max_length=3, choices=[(one.value, one.value) for one in Dates], default=Dates.ISO)
    at = models.DateTimeField(db_default=Now())
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "authority"], name="returnlayout_kind")]

    def __str__(self) -> str:
        return f"columns of {self.kind}"
