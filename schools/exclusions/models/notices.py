"""Who was told of an exclusion: when, by which channel, and what shows it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.exclusions.models.ledger import Exclusion
from schools.exclusions.rules.notices import About, How, To


class Notice(StampedModel):
    """One notice that was given. What was written stays as it was given; a mistake is answered by another notice.

    `words` is the text as it went out; of what the safeguarding lead told there is none, and no list says to whom it was.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="notices")
    to = models.CharField(max_length=15, choices=[(one.value, one.words) for one in To])
    about = models.CharField(max_length=10, choices=[(one.value, one.words) for one in About])
    how = models.CharField(max_length=10, choices=[(one.value, one.words) for one in How])
    given_at = models.DateTimeField(help_text="When it was said or sent.")
    whom = models.CharField(max_length=200, blank=True, help_text="Who was spoken to, or where it was sent.")
    proof = models.CharField(max_length=500, blank=True, help_text="What shows it: a receipt, a reference, a witness.")
    words = models.TextField(max_length=20_000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["given_at", "recorded_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(to=To.LEAD) | Q(words="", whom="", proof=""), name="notice_of_the_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class BoardReport(StampedModel):
    """That the board was given a term's exclusions, cancelled ones among them; the list is worked out from the ledger."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    academic_year = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField(help_text="1 autumn, 2 spring, 3 summer.")
    given_on = models.DateField()
    exclusions = models.PositiveIntegerField(help_text="How many it held.")
    cancelled = models.PositiveIntegerField(help_text="How many of them had been cancelled.")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["given_on", "recorded_at"]

    def __str__(self) -> str:
        return f"board report {self.pk}"
