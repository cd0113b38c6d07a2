"""Where a pupil stands because a person said so, what was decided of the pupil, and what a person answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.rules import states
from schools.cases.rules.wording import LONGEST
from schools.policy.rules.decisions import Move
from schools.roll.models import Pupil


class Standing(StampedModel):
    """What a person last agreed of a pupil. Nothing but people's answers changes it; without a row, nothing was agreed.

    `agreed` is `schools.policy.rules.standing.Standing` as it writes itself.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    pupil = models.OneToOneField(Pupil, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    agreed = models.JSONField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"standing of {self.pk}"


class Decision(StampedModel):
    """What the policy made of a pupil on a day, kept so that it can be made again from this row alone.

    `text` is the decision's canonical JSON, `kept` everything it was made from (`schools.policy.rules.replaying`). While
    nothing of it differs, `checked_on` moves on and no other row is written.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="decisions")
    as_at = models.DateField()
    made_at = models.DateTimeField()
    checked_on = models.DateField()
    move = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Move])
    stage = models.CharField(max_length=40)
    was = models.CharField(max_length=40)
    text = models.TextField()
    kept = models.BinaryField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(checked_on__gte=F("as_at")), name="decision_checked"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["pupil", "-made_at", "-id"], name="decision_newest"),
            models.Index(fields=["pupil"], condition=Q(move__in=[Move.UP, Move.EXIT]), name="decision_proposed"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Answer(StampedModel):
    """What a person answered to a proposal; or, by nobody, that the facts changed before anybody did. Never changed."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="answer")
    state = models.CharField(max_length=9, choices=[(one.key, one.words) for one in states.DECISION.states[1:]])
    because = models.CharField(max_length=LONGEST, blank=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(state=states.DIFFERED) | ~Q(because=""), name="answer_because"),
            models.CheckConstraint(
                condition=Q(state=states.PUT_OFF, until__isnull=False)
                | ~Q(state=states.PUT_OFF) & Q(until__isnull=True),
                name="answer_until",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.pk}"


class HandedOn(StampedModel):
    """Somebody who may not agree to a proposal has put it before whom the policy names, perhaps with a word. Once."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="handed_on")
    words = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"handing on of {self.pk}"
