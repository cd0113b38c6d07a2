"""Part-time timetables: agreed, reviewed, extended, ended; and what the safeguarding lead tells others of one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models import Contact, Pupil
from schools.roll.rules.week_slots import SLOTS, slots_label


class PartTimeTimetable(StampedModel):
    """A temporary part-time timetable as it is agreed now: to `ends_on` and no day longer.

    `slots` are the week's sessions at which the pupil is not expected. What was agreed before an extension is an
    `Extension`. `closed_at` is when a person said that the pupil is back on a full timetable, or that it ended early.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="part_time_timetables")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_with = models.CharField(max_length=200, help_text="The parent, as they were called then.")
    agreed_on = models.DateField()
    purpose = models.CharField(max_length=1000)
    wider_plan = models.CharField(max_length=1000)
    slots = ArrayField(models.PositiveSmallIntegerField())
    hours = models.DecimalField(max_digits=4, decimal_places=2, help_text="A week, for which the pupil attends.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    stopped_on = models.DateField(null=True, help_text="The last day of it, when it ended before the agreed one.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)
    closed_as = models.CharField(max_length=500, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["ends_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="parttime_order"),
            models.CheckConstraint(condition=Q(slots__contained_by=list(SLOTS)) & ~Q(slots=[]), name="parttime_slots"),
            models.UniqueConstraint(fields=["pupil"], condition=Q(closed_at__isnull=True), name="parttime_open"),
        ]

    def __str__(self) -> str:
        return f"part-time timetable {self.pk}"

    @property
    def slot_words(self) -> str:
        """ "Monday PM, Wednesday"."""
        return slots_label(self.slots)


class PartTimeReview(StampedModel):
    """A review: when it is due, and once held, what it found and who was there."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    timetable = models.ForeignKey(PartTimeTimetable, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    with_parent = models.BooleanField(null=True)
    with_pupil = models.BooleanField(null=True)
    note = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True, help_text="When the timetable ended before it, or went on by others.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(held_on__isnull=True) | ~Q(note=""), name="parttimereview_note"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Extension(StampedModel):
    """That a timetable went on after a review: from which end to which. Never changed."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    timetable = models.ForeignKey(PartTimeTimetable, on_delete=models.PROTECT, related_name="extensions")
    review = models.ForeignKey(PartTimeReview, on_delete=models.PROTECT, related_name="+")
    old_end = models.DateField()
    new_end = models.DateField()
    begins_on = models.DateField(help_text="The first day it was put into the registers for anew.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(new_end__gt=F("old_end")), name="parttimeextension_later"),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"


class LeadTask(StampedModel):
    """What the safeguarding lead sees to when a part-time timetable is agreed or extended: that whoever works with the
    pupil from outside is told. There is one for every timetable, so that it tells nobody whether anybody does.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    timetable = models.ForeignKey(PartTimeTimetable, on_delete=models.PROTECT, related_name="lead_tasks")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["timetable"], condition=Q(done_at__isnull=True), name="leadtask_open"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
