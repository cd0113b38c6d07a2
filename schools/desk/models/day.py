"""A day at the desk: who came late, who went out and came back, and who visited.

Each act is signed by name, as registers are. One that was a slip is taken back by whoever did it (`undone_at`) and stays.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import SESSIONS
from schools.roll.models import Pupil


class Arrival(StampedModel):
    """Somebody who came late, and the mark that was put in the register for it. What stood there before is kept to undo it.

    `lunch` is whether they want a school lunch; null when nobody asked.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="arrivals")
    day = models.DateField()
    session = models.SmallIntegerField()
    at = models.DateTimeField()
    code = models.CharField(max_length=3)
    minutes = models.SmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    lunch = models.BooleanField(null=True)
    before_code = models.CharField(max_length=3, null=True)
    before_minutes = models.SmallIntegerField(null=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="arrival_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="arrival_session"),
            models.UniqueConstraint(
                fields=["pupil", "day", "session"], condition=Q(undone_at=None), name="arrival_once"
            ),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class Outing(StampedModel):
    """Somebody who went out by the door in the school day, and came back: no absence, and no mark is changed.

    Without `left_at` they came in by the door though the register has them elsewhere, from the dentist's say. `ended_by`
    is the late arrival that brought them back.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="outings")
    day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True)
    left_by_id = models.UUIDField(null=True)
    left_by_name = models.CharField(max_length=200, blank=True)
    back_at = models.DateTimeField(null=True)
    back_by_id = models.UUIDField(null=True)
    back_by_name = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="ended_outings")
    undone_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="outing_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(back_at__isnull=False), name="outing_says_something"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(back_at=None) | Q(back_at__gte=F("left_at")), name="outing_order"
            ),
            models.UniqueConstraint(
                fields=["pupil", "day"], condition=Q(back_at=None, undone_at=None), name="outing_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"outing {self.pk}"


class Visit(StampedModel):
    """A line of the visitors' book. Visitors are no pupils: nothing here is joined to the roll.

    Old lines are deleted (`schools.desk.operations.forgetting`).
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE, DELETE"}

    id = uuid_key()
    day = models.DateField()
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    sees = models.CharField(max_length=200)
    in_at = models.DateTimeField()
    in_by_id = models.UUIDField()
    in_by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)
    out_at = models.DateTimeField(null=True)
    out_by_id = models.UUIDField(null=True)
    out_by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="visit_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(out_at=None) | Q(out_at__gte=F("in_at")), name="visit_order"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
