"""The files in which returns go out, each to one authority, kept as they were made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.returns.models.rows import Return
from schools.returns.rules.kinds import Kind


class ReturnFile(StampedModel):
    """Approved returns of one kind for one authority, as a CSV file that never changes.

    A person sends it and records how, when, and what the authority answered; or its returns are shared with an authority
    that is in Rollcall, which says so itself. A file that must not go any more is withdrawn, and says why.
    """

    class Way(models.TextChoices):
        """How it was sent."""

        PORTAL = "portal", "The authority’s portal"
        EMAIL = "email", "Secure email"
        POST = "post", "Post"
        PHONE = "phone", "Telephone"
        HAND = "hand", "By hand"
        ROLLCALL = "rollcall", "Shared in Rollcall"

        @classmethod
        def typed(cls) -> list[tuple[str, str]]:
            """Those that a person records. What is shared says so itself."""
            return [(way, words) for way, words in cls.choices if way != cls.ROLLCALL]

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Kind])
    authority = models.CharField(max_length=200, help_text="Whom it is for.")
    content = models.TextField(help_text="The file, as it was made.")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    made_position = models.CharField(max_length=100)
    sent_on = models.DateField(null=True)
    sent_way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    sent_note = models.CharField(max_length=500, blank=True, help_text="To whom, and the authority's reference.")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answer_by = models.CharField(max_length=200, blank=True, help_text="Who wrote the answer down.")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["made_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | ~Q(sent_way="") & Q(recorded_at__isnull=False),
                name="returnfile_sent_how",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(withdrawn_at__isnull=True), name="returnfile_sent_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(sent_on__isnull=False), name="returnfile_answered_after"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["made_at"], condition=Q(sent_on=None, withdrawn_at=None), name="returnfile_to_send"),
        ]

    def __str__(self) -> str:
        return f"file of {self.kind} returns {self.pk}"


class ReturnLine(StampedModel):
    """A return in a file, and which row of the file it is. One that goes to two authorities is in two files."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(ReturnFile, on_delete=models.PROTECT, related_name="lines")
    row = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveSmallIntegerField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["file", "place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "place"], name="returnline_place"),
            models.UniqueConstraint(fields=["file", "row"], name="returnline_once"),
        ]

    def __str__(self) -> str:
        return f"row {self.place} of a file"
