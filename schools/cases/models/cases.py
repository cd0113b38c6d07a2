"""A case, what happened in it, and who stands in for its owner."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Outcome, Source
from schools.cases.rules.stages import DEFAULT
from schools.cases.rules.wording import LONGEST
from schools.roll.models import Pupil
from schools.staff.models import StaffMember


class Case(StampedModel):
    """One pupil's case of one kind, from its opening to its end. A pupil has one of each kind open at most.

    `stage` is a key of the school's policy. `evidence` are the days it was opened on. Being its owner gives nobody more of
    it than their role does.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Kind])
    state = models.CharField(max_length=7, choices=[(one.key, one.words) for one in states.CASE.states])
    stage = models.CharField(max_length=40, default=DEFAULT[0].key)
    stage_since = models.DateField()
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="cases")
    source = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Source])
    because = models.CharField(max_length=LONGEST, help_text="Why it was opened.")
    evidence = ArrayField(models.DateField(), default=list)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    wait_until = models.DateField(null=True)
    waits_for = models.CharField(max_length=LONGEST, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Outcome], blank=True)
    closed_as = models.CharField(max_length=LONGEST, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["opened_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "kind"], condition=~Q(state=states.CLOSED), name="case_open_once"),
            models.CheckConstraint(
                condition=Q(state=states.CLOSED, closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(state=states.CLOSED) & Q(closed_on__isnull=True, outcome=""),
                name="case_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=states.WAITING, wait_until__isnull=False)
                | ~Q(state=states.WAITING) & Q(wait_until__isnull=True),
                name="case_waiting",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner"], condition=~Q(state=states.CLOSED), name="case_of_owner"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Event(StampedModel):
    """Something that happened in a case, never changed. `room` and `key` say whose it is, so that it is written once.

    No restricted note and no sensitive barrier makes one. What happened in rooms below is not copied here: they offer it
    (`schools.roll.pages.timelines`).
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, help_text="As the engine counts it: conversation, meeting, offer, refused.")
    on = models.DateField()
    words = models.CharField(max_length=500)
    more = models.CharField(max_length=LONGEST, blank=True)
    room = models.CharField(max_length=20, default="cases")
    key = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-on", "-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "room", "key"], condition=~Q(key=""), name="event_once"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"


class Delegation(StampedModel):
    """Who stands in for a case's owner, from when until when."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delegations")
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_order"),
        ]

    def __str__(self) -> str:
        return f"delegation {self.pk}"
