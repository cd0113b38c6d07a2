"""What was done about a child who was not there, on one day: attempts, and the hand-over to the lead."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.absence.rules.ladder import Channel, Outcome
from schools.calendar.rules.sessions import SESSIONS
from schools.roll.models import Contact, Pupil

CHANNELS = [(one.value, one.value.capitalize()) for one in Channel]


class LadderVersion(StampedModel):
    """The school's ladder from a moment on; the newest holds. Earlier ones stay, so that a day can be read as it was.

    `steps` are `[channel, place, minutes]`, as `rules.ladder.Ladder` has them.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    steps = models.JSONField()
    lead_minutes = models.PositiveSmallIntegerField()
    visit_minutes = models.PositiveSmallIntegerField()
    reply_minutes = models.PositiveSmallIntegerField()
    hold_minutes = models.PositiveSmallIntegerField(help_text="How long a message can still be taken back.")
    most_messages = models.PositiveSmallIntegerField(help_text="More messages an hour wait for a person.")
    ring = models.CharField(max_length=100, blank=True, help_text="Whom a message asks families to ring.")
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"ladder {self.pk}"


class FirstDay(StampedModel):
    """A child without a reason on a day: one row a child and day, begun anew the next day.

    `opens_at` is the close of the first register with N. `ended_at` is when no session of the day was N any more. When one
    is again, `again_at` says since when and `again_opens_at` when that register closes: what was tried before does not
    count for it. Times are those of the clock people work by.
    """

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="first_days")
    date = models.DateField()
    session = models.PositiveSmallIntegerField(help_text="The first session with N.")
    opens_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    again_opens_at = models.DateTimeField(null=True)
    safe_at = models.DateTimeField(null=True, help_text="When somebody first said that the child is safe and well.")
    safe_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "pupil"], name="firstday_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="firstday_session"),
        ]

    def __str__(self) -> str:
        return f"first day {self.pk}"


class Attempt(StampedModel):
    """One attempt to find out where a child is: when, how, whom, who tried, and what came of it. Append-only.

    `place` is the contact's at the child when it was made; a message's state is the message's own.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    day = models.ForeignKey(FirstDay, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    channel = models.CharField(max_length=5, choices=CHANNELS)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Outcome])
    note = models.CharField(max_length=1000, blank=True)
    safe = models.BooleanField(default=False, help_text="It was said that the child is safe and well.")
    code = models.CharField(max_length=4, blank=True, help_text="The code the answer led to; empty for none.")
    message_id = models.UUIDField(null=True)
    staff_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)
    key = models.CharField(max_length=64, unique=True, help_text="What the form carried, so that it is noted once.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class HandOver(StampedModel):
    """A child's day given to the safeguarding lead: because nobody was reached in time, or by a person's choice.

    Until somebody has acknowledged it, it stands in Today.
    """

    class Why(models.TextChoices):
        """What it was that gave it to the lead."""

        TIME = "time", "Nobody was reached in time"
        NOBODY = "nobody", "There is nobody to ask"
        SIGN = "sign", "To be looked for first: tell the social worker, if there is one"
        CHOICE = "choice", "Given by a person"

    id = uuid_key()
    day = models.OneToOneField(FirstDay, on_delete=models.PROTECT, related_name="hand_over")
    why = models.CharField(max_length=6, choices=Why.choices)
    note = models.CharField(max_length=4000, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(acknowledged_at__isnull=False), name="handover_order"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
