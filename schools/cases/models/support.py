"""What keeps a child away, what child and parent say, what was offered, and what was agreed and reviewed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models.cases import Case
from schools.cases.rules import states
from schools.cases.rules.plans import Found, PlanKind
from schools.cases.rules.wording import LONGEST
from schools.roll.models import Contact


class BarrierKind(StampedModel):
    """A line of the school's own list of what keeps children away. Taken off the list, never deleted."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    name = models.CharField(max_length=100, unique=True)
    sensitive = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField()
    ended_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["place", "name"]

    def __str__(self) -> str:
        return self.name


class Barrier(StampedModel):
    """Something that keeps this child away, until it does so no more. Sensitive as its kind was when it was noted."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="barriers")
    kind = models.ForeignKey(BarrierKind, on_delete=models.PROTECT, related_name="+")
    sensitive = models.BooleanField()
    words = models.CharField(max_length=LONGEST, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["on", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(ended_on__isnull=True), name="barrier_once"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("on")), name="barrier_order"),
        ]

    def __str__(self) -> str:
        return f"barrier {self.pk}"


class View(StampedModel):
    """What the child or a parent says, in their words. Never changed: what they say later is another."""

    class Whose(models.TextChoices):
        """Who says it."""

        CHILD = "child", "The child"
        PARENT = "parent", "A parent"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="views")
    whose = models.CharField(max_length=6, choices=Whose.choices)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=LONGEST)
    on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-on", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="view_words"),
            models.CheckConstraint(condition=Q(whose="parent") | Q(contact__isnull=True), name="view_whose"),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class Offer(StampedModel):
    """Help that was offered to the family, and what they answered."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    what = models.CharField(max_length=LONGEST)
    made_on = models.DateField()
    state = models.CharField(
        max_length=7, choices=[(one.key, one.words) for one in states.OFFER.states], default=states.OFFER.begins
    )
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-made_on", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=states.MADE, answered_on__isnull=True)
                | ~Q(state=states.MADE) & Q(answered_on__gte=F("made_on")),
                name="offer_answered",
            ),
            models.CheckConstraint(condition=~Q(state=states.REFUSED) | ~Q(answer=""), name="offer_refused"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Plan(StampedModel):
    """What was agreed with a family. `helps` is what whoever teaches the child reads of it, and all that they read."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=8, choices=[(one.value, one.words) for one in PlanKind])
    agreed_on = models.DateField()
    agreed_with = models.CharField(max_length=200)
    words = models.TextField(max_length=LONGEST, help_text="What was agreed.")
    helps = models.CharField(max_length=LONGEST, blank=True)
    state = models.CharField(
        max_length=7, choices=[(one.key, one.words) for one in states.PLAN.states], default=states.PLAN.begins
    )
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)
    ended_as = models.CharField(max_length=LONGEST, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-agreed_on", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=states.RUNNING, ended_on__isnull=True)
                | Q(state=states.ENDED, ended_on__isnull=False),
                name="plan_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanReview(StampedModel):
    """A review of a plan: when it is due, and once held, what it found."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    found = models.CharField(max_length=6, choices=[(one.value, one.words) for one in Found], blank=True)
    words = models.CharField(max_length=LONGEST, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True, help_text="When the plan ended before it.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, found="") | Q(held_on__isnull=False) & ~Q(found=""),
                name="planreview_found",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(held_on__isnull=True, dropped_at__isnull=True), name="planreview_due_once"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
