"""Papers that are handed to somebody, and the packs of meetings."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.meetings.models import Meeting
from schools.papers.rules.kinds import LONGEST_NAME, LONGEST_PURPOSE, LONGEST_SUMMARY, Chosen, How, PaperKind, State
from schools.roll.models import Contact


class Paper(StampedModel):
    """A paper of a case for somebody outside the school: prepared, approved by a person, made by the worker, handed over.

    While it is a draft it says what the case says. With its approval `parts` are kept as they were read, with the files
    `bound` behind them and the list of what was `left_out` (keys and reasons, no words), and nothing of it changes after.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=[(one.value, one.words) for one in PaperKind])
    state = models.CharField(max_length=8, choices=[(one.value, one.words) for one in State], default=State.DRAFT.value)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who of the family asks; null: the child.",
    )
    recipient = models.CharField(max_length=LONGEST_NAME, help_text="Who gets it, as they are named on it.")
    organisation = models.CharField(max_length=LONGEST_NAME, blank=True)
    purpose = models.CharField(max_length=LONGEST_PURPOSE)
    asked_on = models.DateField(help_text="When the family asked, or when the meeting is.")
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    chosen = ArrayField(
        models.CharField(max_length=10, choices=[(one.value, one.words) for one in Chosen]), default=list
    )
    notes = ArrayField(models.UUIDField(), default=list, help_text="Restricted notes that the lead chose, one by one.")
    put_back = ArrayField(models.CharField(max_length=200), default=list)
    parts = models.JSONField(default=list)
    bound = models.JSONField(default=list, help_text="A title and the key of a file of the school’s, each.")
    left_out = models.JSONField(default=list)
    document = models.UUIDField(null=True, help_text="The PDF, in the school’s documents.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_position = models.CharField(max_length=100, blank=True)
    handed_on = models.DateField(null=True)
    handed_how = models.CharField(max_length=12, blank=True, choices=[(one.value, one.words) for one in How])
    handed_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT.value, approved_at__isnull=True, parts=[])
                | Q(state=State.DROPPED.value)
                | Q(state__in=[State.APPROVED.value, State.HANDED.value], approved_at__isnull=False),
                name="paper_approved",
            ),
            models.CheckConstraint(
                condition=Q(state=State.HANDED.value, handed_on__isnull=False, document__isnull=False)
                | ~Q(state=State.HANDED.value) & Q(handed_on__isnull=True),
                name="paper_handed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PaperKind if one.is_restricted]) | Q(notes=[]),
                name="paper_notes",
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Pack(StampedModel):
    """The pack of a meeting, kept in step with what is in it until the meeting is over.

    `pupils` are those it tells of: who does not reach each of them does not open it. `digest` is of what it said when it
    was made.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="pack")
    pupils = ArrayField(models.UUIDField(), default=list)
    digest = models.CharField(max_length=64, blank=True)
    document = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"pack {self.pk}"
