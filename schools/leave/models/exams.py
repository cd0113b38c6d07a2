"""Exams: papers, who is entered for them, and the times agreed for study."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import AM, PM, SESSIONS
from schools.leave.rules.requests import Stretch
from schools.roll.models import Pupil


class ExamPaper(StampedModel):
    """One paper on one day. The same code on another day is another paper (a resit, a clash moved)."""

    class Kind(models.TextChoices):
        """What it is: study leave and the governors' deadlines know public exams and national tests alone, never mocks."""

        PUBLIC = "public", "Public exam"
        TEST = "test", "National curriculum test"
        MOCK = "mock", "Mock"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    code = models.CharField(max_length=30, help_text="As the board writes it: 8300/1F.")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    date = models.DateField(db_index=True)
    session = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["date", "starts_at", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "date"], name="exampaper_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="exampaper_session"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=600), name="exampaper_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.code} on {self.date:%Y-%m-%d}"


class ExamEntry(StampedModel):
    """A pupil entered for a paper."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    paper = models.ForeignKey(ExamPaper, on_delete=models.CASCADE, related_name="entries")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="exam_entries")
    candidate = models.CharField(max_length=10, blank=True, help_text="The candidate number.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["paper", "pupil"], name="examentry_once"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class StudyLeave(StampedModel):
    """A time agreed in advance for study before public exams: S stands in it and nowhere else.

    Withdrawn, never deleted: the marks that it planned name it.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    starts_session = models.PositiveSmallIntegerField(default=AM)
    ends_on = models.DateField()
    ends_session = models.PositiveSmallIntegerField(default=PM)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-starts_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"))
                | Q(ends_on=F("starts_on"), ends_session__gte=F("starts_session")),
                name="studyleave_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_session__in=SESSIONS, ends_session__in=SESSIONS), name="studyleave_sessions"
            ),
        ]

    def __str__(self) -> str:
        return f"study leave {self.pk}"

    @property
    def stretch(self) -> Stretch:
        """When."""
        return Stretch(self.starts_on, self.ends_on, self.starts_session, self.ends_session)


class StudyLeavePupil(StampedModel):
    """A pupil who has a study leave."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, DELETE"}

    id = uuid_key()
    leave = models.ForeignKey(StudyLeave, on_delete=models.PROTECT, related_name="pupils")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["leave", "pupil"], name="studyleavepupil_once"),
        ]

    def __str__(self) -> str:
        return f"study leave of a pupil {self.pk}"
