"""What is known beforehand of a session: what each source wants there, whichever of them stands."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import SESSIONS


class Plan(StampedModel):
    """What one thing (a leave, a suspension) wants in one session of one pupil.

    It is kept whether or not it stands: the register holds the one that comes first (`rules.plans.first_of`), and a plan
    withdrawn lets the next stand again. The pupil is named by the compact key, as marks name theirs.
    """

    id = uuid_key()
    pupil_key = models.IntegerField()
    date = models.DateField()
    session = models.SmallIntegerField()
    source = models.CharField(max_length=20, help_text="The room's name of it: leave, dual, suspension.")
    source_id = models.UUIDField(help_text="Which leave, which suspension: by value.")
    rank = models.SmallIntegerField(help_text="Of its source: the lowest of a session comes first.")
    code = models.TextField()
    expects = models.TextField(blank=True, help_text="The code another place is to confirm; empty where none is asked.")
    confirmed = models.BooleanField(help_text="False: expected elsewhere, and no mark until that place confirms.")
    at = models.DateTimeField(db_default=Now())
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil_key", "date", "session", "source", "source_id"], name="plan_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="plan_session"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "source_id"], name="plan_of_source"),
            models.Index(fields=["date", "session"], name="plan_day"),
            # Few at any time: those of whom a register waits for another place's word.
            models.Index(fields=["pupil_key", "date"], condition=Q(confirmed=False), name="plan_awaited"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.date:%Y-%m-%d} {self.session}"
