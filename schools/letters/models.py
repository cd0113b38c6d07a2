"""Letters of a school: its letterhead, its templates, each letter and what was done with it."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.letters.rules.states import GONE, WORDS
from schools.letters.rules.states import State as LetterState
from schools.roll.models import Contact, Pupil


class Letterhead(StampedModel):
    """What stands at the head of the school's letters beside its name. Every change is a row; the newest holds."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    address = models.CharField(max_length=500, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    ring = models.CharField(max_length=100, blank=True, help_text="As a sentence ends: “the office on 01632 960118”.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"letterhead {self.pk}"


class LetterTemplate(StampedModel):
    """The school's own text for a kind of letter. Every change is a row; the newest of a kind holds."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "-id"], name="lettertemplate_newest")]

    def __str__(self) -> str:
        return f"template {self.kind} {self.pk}"


class Letter(StampedModel):
    """One letter to one addressee about one pupil.

    A contact's name and addresses are read anew when it goes; somebody who is no contact (an authority, the board) is kept
    as they were named. From its approval on the words are fixed, and from when it leaves the school the letterhead and the
    date too, so that it can be made again as it was.
    """

    State = LetterState

    class HeldFor(models.TextChoices):
        """Whom a held letter waits for, and why."""

        LEAD = "lead", "The safeguarding lead is to be asked first"
        CAP = "cap", "More letters an hour than the school has allowed"
        DAY = "day", "More letters of the policy in one day than go without a person’s word"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    kind = models.CharField(max_length=40)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=200)
    to_address = models.CharField(max_length=500, blank=True)
    to_email = models.CharField(max_length=254, blank=True)
    about_kind = models.CharField(
        max_length=40, blank=True, help_text="What it is about, for the room that drafted it."
    )
    about_id = models.UUIDField(null=True)
    heading = models.CharField(max_length=200)
    body = models.TextField(max_length=20_000)
    as_drafted = models.TextField(max_length=20_000, help_text="The template filled in, before anybody wrote in it.")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each change of the words.")
    language = models.CharField(max_length=60, blank=True, help_text="What it is in beside English.")
    filled = models.JSONField(default=list, help_text="What was filled in, as it stands in the text.")
    gaps = models.JSONField(default=list, help_text="What stands in the text for what is to be written yet.")
    once = models.CharField(
        max_length=60,
        blank=True,
        help_text="What an addressee gets one of, about one thing, for the room that drafted it.",
    )
    rests_on = models.JSONField(default=dict, help_text="What it rests on, for the room that drafted it.")
    approver = models.CharField(
        max_length=20, blank=True, help_text="The role that approves it, where its text says so."
    )
    hold_hours = models.PositiveSmallIntegerField(default=0, help_text="How long it waits once it is approved.")
    state = models.CharField(max_length=11, choices=list(WORDS.items()), default=LetterState.DRAFT)
    state_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True, help_text="Why it is held, failed, in doubt or withdrawn.")
    held_for = models.CharField(max_length=4, blank=True, choices=HeldFor.choices)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_position = models.CharField(max_length=100, blank=True)
    released_by = models.CharField(max_length=200, blank=True, help_text="Who let it go though it was held.")
    released_by_lead = models.BooleanField(default=False, help_text="Who let it go is the safeguarding lead.")
    dated = models.DateField(null=True, help_text="The date it bears: the day it left.")
    head = models.JSONField(default=dict, help_text="The letterhead it left under.")
    by_hand = models.BooleanField(default=False, help_text="Printed to be handed over, not posted.")
    batch = models.UUIDField(null=True, help_text="Those printed together.")
    gateway = models.CharField(max_length=10, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    send_at = models.DateTimeField(null=True, help_text="Not before: until then it can be withdrawn.")
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text="Tells one look at it from the next.")
    claimed_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(
        null=True, help_text="When it was handed to its carrier, by the real clock, which carriers go by."
    )
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file kept of it, as it left.")
    document = models.UUIDField(null=True, help_text="That file, in the school's documents.")

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-state_at"], name="letter_state"),
            models.Index(fields=["pupil", "-drafted_at"], name="letter_pupil"),
            models.Index(fields=["about_kind", "about_id"], condition=~Q(about_kind=""), name="letter_about"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="letter_batch"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="letter_provider"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False) | Q(state__in=["draft", "withdrawn"]),
                name="letter_approved_first",
            ),
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "contact", "once"],
                condition=~Q(once="") & ~Q(state="withdrawn"),
                name="letter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def reference(self) -> str:
        """What a person says on the telephone: the end of its key."""
        return self.pk.hex[-6:].upper()

    @property
    def leaves_from(self) -> dt.datetime | None:
        """Before when it does not leave, once it is approved; None where it may at once."""
        if self.approved_at is None or not self.hold_hours:
            return None
        return self.approved_at + dt.timedelta(hours=self.hold_hours)

    @property
    def has_left(self) -> bool:
        """Whether it has left, or may have. What was not delivered has not: it goes anew, as it would leave then."""
        return self.state in GONE


class LetterEvent(StampedModel):
    """What was done with a letter, by whom: its history as its page tells it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"event of letter {self.letter_id}"
