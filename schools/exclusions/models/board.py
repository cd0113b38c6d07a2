"""What the governing board received, heard and decided, who sat on its panel with which pack, and the review after it."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.exclusions.models.ledger import Exclusion
from schools.exclusions.rules.reviews import SIZES, Decision, Outcome
from schools.staff.models import StaffMember


class Representation(StampedModel):
    """What parents, or a pupil of 18, put to the board about an exclusion."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="representations")
    received_on = models.DateField()
    from_whom = models.CharField(max_length=200)
    words = models.TextField(
        max_length=10_000, blank=True, help_text="What they say, or a word of what the paper holds."
    )
    remote = models.BooleanField(default=False, help_text="They ask to be heard remotely.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["received_on", "at"]

    def __str__(self) -> str:
        return f"representation {self.pk}"


class Board(StampedModel):
    """The board's side of one exclusion: when it had the notice, when it meets, who decides and what it decided.

    The clerk records all of it. Deadlines run from `received_on`; one that is missed stays to be met.
    """

    id = uuid_key()
    exclusion = models.OneToOneField(Exclusion, on_delete=models.PROTECT, related_name="board")
    received_on = models.DateField(null=True)
    received_by = models.CharField(max_length=200, blank=True, help_text="Who recorded it.")
    meets_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    named_at = models.DateTimeField(null=True, help_text="When its members were first named.")
    decision = models.CharField(max_length=10, blank=True, choices=[(one.value, one.words) for one in Decision])
    decided_on = models.DateField(null=True)
    back_on = models.DateField(null=True, help_text="Of a reinstatement: from which day.")
    because = models.TextField(max_length=10_000, blank=True, help_text="Its reasons, as those concerned are told.")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="The panel was stood down.")
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, recorded_at__isnull=True)
                | (~Q(decision="") & ~Q(because="") & Q(decided_on__isnull=False, recorded_at__isnull=False)),
                name="board_decision",
            ),
            models.CheckConstraint(
                condition=(Q(decision=Decision.REINSTATED) & Q(back_on__isnull=False))
                | (~Q(decision=Decision.REINSTATED) & Q(back_on__isnull=True)),
                name="board_reinstates_from",
            ),
        ]

    def __str__(self) -> str:
        return f"board {self.pk}"

    def has_met(self, now: dt.datetime) -> bool:
        """Whether the board has met to consider it: its decision is recorded, or the meeting's time has come."""
        return self.decided_on is not None or (self.meets_at is not None and self.meets_at <= now)


class PanelMember(StampedModel):
    """A governor named for the panel on one exclusion: may read that pack, from then until it is decided or stood down."""

    id = uuid_key()
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="members")
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    chairs = models.BooleanField(default=False)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, help_text="Taken off the panel again.")
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["named_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["board", "post"], condition=Q(ended_at__isnull=True), name="panelmember_once"
            ),
        ]

    def __str__(self) -> str:
        return f"panel member {self.pk}"


class PackItem(StampedModel):
    """One thing in the pack: a page of ours, or a document of the school's, by its key there. Taken out, never deleted.

    `struck_out` says that somebody has looked through it and other children's names are struck out, who and when.
    """

    id = uuid_key()
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="pack")
    page = models.CharField(max_length=20, blank=True, help_text="Which page of ours; empty for a document.")
    document = models.UUIDField(null=True, help_text="By value: documents are another room's.")
    title = models.CharField(max_length=200)
    struck_out_at = models.DateTimeField(help_text="When it was looked through for other children's names.")
    struck_out_by = models.CharField(max_length=200)
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["struck_out_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(~Q(page="") & Q(document__isnull=True)) | (Q(page="") & Q(document__isnull=False)),
                name="packitem_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"pack item {self.pk}"


class Review(StampedModel):
    """The independent review of a permanent exclusion, as far as it has come; each day is recorded when it is known."""

    id = uuid_key()
    exclusion = models.OneToOneField(Exclusion, on_delete=models.PROTECT, related_name="review")
    waived_on = models.DateField(null=True, help_text="Parents have written that they will not apply.")
    claimed_on = models.DateField(null=True, help_text="A claim of discrimination was made about the exclusion.")
    claim_ended_on = models.DateField(null=True, help_text="When that claim was finally determined.")
    applied_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    members = models.PositiveSmallIntegerField(null=True)
    sen_expert = models.BooleanField(default=False, help_text="Parents asked for a SEN expert.")
    begins_on = models.DateField(null=True)
    outcome = models.CharField(max_length=11, blank=True, choices=[(one.value, one.words) for one in Outcome])
    outcome_on = models.DateField(null=True)
    reconsidered = models.CharField(max_length=10, blank=True, choices=[(one.value, one.words) for one in Decision])
    reconsidered_on = models.DateField(null=True)
    reconsidered_because = models.TextField(
        max_length=10_000, blank=True, help_text="The board's reasons the second time, as those concerned are told."
    )

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(members__isnull=True) | Q(members__in=SIZES), name="review_members"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
