"""What is to be done in a case, and what was written about it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models.cases import Case
from schools.cases.rules import states
from schools.cases.rules.tasks import LONGEST_TASK, TaskKind
from schools.cases.rules.wording import LONGEST, LONGEST_NOTE
from schools.staff.models import StaffDuty, StaffMember


class Task(StampedModel):
    """Something that somebody does by a day: who holds a post, or whoever holds a duty. A question ends with its answer.

    `action` is the policy's line it carries out, "support.meeting"; empty for what a person thought of.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=12, choices=[(one.value, one.words) for one in TaskKind])
    what = models.CharField(max_length=LONGEST_TASK)
    action = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="case_tasks")
    duty = models.CharField(max_length=30, choices=StaffDuty.Duty.choices, blank=True)
    due_on = models.DateField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    state = models.CharField(
        max_length=9, choices=[(one.key, one.words) for one in states.TASK.states], default=states.TASK.begins
    )
    made_on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=LONGEST, blank=True, help_text="What came of it, or why it was not done.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="task_due"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="task_times",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, duty="") | Q(owner__isnull=True) & ~Q(duty=""), name="task_whose"
            ),
            models.CheckConstraint(
                condition=Q(state=states.OPEN, ended_at__isnull=True)
                | ~Q(state=states.OPEN) & Q(ended_at__isnull=False),
                name="task_ended",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[states.OPEN, states.DONE]) & ~Q(kind=TaskKind.QUESTION.value, state=states.DONE)
                | ~Q(answer=""),
                name="task_answer",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(state=states.OPEN), name="task_open"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Note(StampedModel):
    """Something written about a case, never changed.

    A restricted one is for the safeguarding lead and the headteacher, who may let one named person read it until a day.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    words = models.TextField(max_length=LONGEST_NOTE)
    restricted = models.BooleanField(default=False)
    reader = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    reader_until = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="note_words"),
            models.CheckConstraint(
                condition=Q(reader__isnull=True, reader_until__isnull=True)
                | Q(restricted=True, reader__isnull=False, reader_until__isnull=False),
                name="note_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
