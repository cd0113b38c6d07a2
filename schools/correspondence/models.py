"""Translations of the policy's letters, as the school has entered them."""

from typing import ClassVar

from django.db import models

from foundation.database.models import StampedModel
from schools.correspondence.rules.languages import LONGEST_LANGUAGE


class Translation(StampedModel):
    """A letter of the policy in another language. Every change is a row; the newest of a letter and language holds.

    It is of one English text, `english_sha256`: once the policy says another, it is stale and not used.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    letter = models.CharField(max_length=60, help_text="The letter's key in the policy.")
    language = models.CharField(max_length=LONGEST_LANGUAGE)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=20_000)
    english_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter", "language", "-id"], name="translation_newest")
        ]

    def __str__(self) -> str:
        return f"translation {self.pk}"
