"""Copies of the local form, filled in for one pupil's case."""

from typing import ClassVar

from django.db import models

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case


class AttendCopy(StampedModel):
    """A version of a case's ATTEND form, never changed: the newest holds, and what was answered before stays readable."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attend_copies")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField(help_text="Words under the keys of the form's questions.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="attendcopy_once"),
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"
