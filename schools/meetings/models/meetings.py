"""A meeting, who comes, its agenda and what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Task
from schools.cases.rules.wording import LONGEST
from schools.meetings.rules.agenda import Section
from schools.meetings.rules.meetings import LONGEST_MINUTES, MeetingKind, State
from schools.roll.models import Pupil
from schools.staff.models import StaffMember


class Meeting(StampedModel):
    """A meeting about a year group, whoever is put before a panel, or one family; planned, then held or called off."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    kind = models.CharField(max_length=6, choices=[(one.value, one.words) for one in MeetingKind])
    year_group = models.CharField(max_length=2, blank=True, help_text="Of a year meeting.")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True, help_text="What a panel is called. It names no pupil.")
    on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    where = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    others = models.CharField(max_length=500, blank=True, help_text="Who comes and is no member of staff.")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in State], default=State.PLANNED.value
    )
    minutes = models.TextField(max_length=LONGEST_MINUTES, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    over_at = models.DateTimeField(null=True, help_text="When it was written up, or called off.")
    over_by = models.CharField(max_length=200, blank=True)
    recap_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["on", "starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_order"),
            models.CheckConstraint(
                condition=Q(kind=MeetingKind.YEAR.value, pupil__isnull=True) & ~Q(year_group="")
                | Q(kind=MeetingKind.PANEL.value, pupil__isnull=True, year_group="")
                | Q(kind=MeetingKind.FAMILY.value, pupil__isnull=False, year_group=""),
                name="meeting_about",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PLANNED.value, over_at__isnull=True)
                | ~Q(state=State.PLANNED.value) & Q(over_at__isnull=False),
                name="meeting_over",
            ),
            models.CheckConstraint(
                condition=Q(recap_at__isnull=True) | Q(state=State.HELD.value), name="meeting_recap"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["on"], name="meeting_on")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Comer(StampedModel):
    """Somebody of the staff who is asked to a meeting; once it is written up, whether they were there."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="comers")
    post = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "post"], name="comer_once"),
        ]

    def __str__(self) -> str:
        return f"comer {self.pk}"


class AgendaItem(StampedModel):
    """A line of an agenda that is kept: added by hand, or as it was made from the data when the meeting was written up."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    section = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Section])
    place = models.PositiveSmallIntegerField(default=0, help_text="Within the agenda as it was kept.")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    off_at = models.DateTimeField(null=True, help_text="When it was taken off again.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["place", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["meeting", "pupil"],
                condition=Q(section=Section.ADDED.value, off_at__isnull=True),
                name="agendaitem_added_once",
            ),
            models.CheckConstraint(condition=Q(pupil__isnull=False) | ~Q(words=""), name="agendaitem_says"),
        ]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"


class Decision(StampedModel):
    """What was decided, who does it and by when. About a pupil it is a task of their case; else it is done here."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="decision")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what=""), name="meetingdecision_says"),
            models.CheckConstraint(
                condition=Q(pupil__isnull=False, task__isnull=False, done_at__isnull=True)
                | Q(pupil__isnull=True, task__isnull=True),
                name="meetingdecision_task",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
