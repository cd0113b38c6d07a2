"""One thing to tell the authority about one pupil."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.returns.rules.kinds import OPEN, UNAPPROVED, Kind, State
from schools.roll.models import Pupil

NOT_FINISHED = Q(state__in=OPEN) | Q(overtaken_because__gt="", corrected_at=None)


class Return(StampedModel):
    """What is to be told about a pupil, from the day it was found to the day it was sent, or was found not to be due.

    `about` says what gave rise to it, so that nothing is raised twice: a spell on the roll, a period and a run, the first
    day of an illness, or whatever a room above names. `facts` are what was found, in keys, dates, counts and codes; until
    a return is approved its fields are read from the roll, with what people `typed` before them; then `values` keeps them.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Kind])
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="returns")
    about = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State], default=State.DETECTED)
    starts_on = models.DateField(help_text="The day that gave rise to it: a starting day, a last day, a run's first.")
    due_on = models.DateField(help_text="The last day on which it is in time.")
    facts = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=200, help_text="Rollcall, or who queued or raised it.")
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_position = models.CharField(max_length=100, blank=True)
    sent_on = models.DateField(null=True, help_text="The day on which the last of its files was sent.")
    ended_at = models.DateTimeField(null=True, help_text="When it was found not to be needed, or retreated.")
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    overtaken_because = models.CharField(
        max_length=500, blank=True, help_text="Why what was sent no longer holds; empty while it does."
    )
    corrected_at = models.DateTimeField(null=True, help_text="When somebody had put that right with the authority.")
    corrected_by = models.CharField(max_length=200, blank=True)
    corrected_how = models.CharField(max_length=500, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "about"], name="return_once"),
            models.CheckConstraint(
                condition=Q(state__in=[*UNAPPROVED, State.NOT_NEEDED, State.RETREATED]) | Q(approved_at__isnull=False),
                name="return_approved_first",
            ),
            models.CheckConstraint(condition=~Q(state=State.SENT) | Q(sent_on__isnull=False), name="return_sent_on"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.NOT_NEEDED, State.RETREATED]) | ~Q(ended_because=""),
                name="return_ended_because",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=NOT_FINISHED, name="return_waiting"),
            models.Index(fields=["pupil", "kind"], name="return_of_pupil"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} return {self.pk}"
