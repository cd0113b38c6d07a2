"""The other schools of the trust, as the trust tells them: a school's role cannot read who else is there."""

from typing import ClassVar

from django.db import models

from foundation.database.models import StampedModel


class SisterSchool(StampedModel):
    """A school of the same trust, by the key under which the trust knows it. Never removed: records go on naming it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    school_id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    urn = models.CharField(max_length=6, help_text="Unique reference number, six digits.")
    until = models.DateField(null=True, help_text="The day on which the trust no longer named it.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name", "school_id"]

    def __str__(self) -> str:
        return self.name
