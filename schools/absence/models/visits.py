"""Visits to the homes of children without a reason: who goes, what they must know, what they found, when they were back."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.absence.models.following import FirstDay
from schools.absence.rules.visits import LONGEST, SHORTEST, At, Coming, Safe, State, expected_at, state_of
from schools.roll.models import Contact
from schools.staff.models import StaffMember

NOT_BACK = Q(went_at__isnull=False, back_at__isnull=True, called_off_at__isnull=True)


class HomeVisit(StampedModel):
    """A visit to a child's home, from its plan to the moment both are back. Nobody visits alone.

    `safety` and `address` are for the visitors, the planner, and the safeguarding lead and headteacher
    (`queries.visits.sees_safety`). Moments are those of the press, also of a phone that could tell of it only later.
    """

    id = uuid_key()
    day = models.ForeignKey(FirstDay, on_delete=models.PROTECT, related_name="visits")
    first_staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    first_name = models.CharField(max_length=200, help_text="Who goes.")
    second_staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=200, help_text="Who goes with them.")
    phone = models.CharField(max_length=40, blank=True, help_text="As typed: a number they carry beside work mobiles.")
    phone_digits = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=500, help_text="As it was when the visit was planned.")
    safety = models.CharField(max_length=1000, help_text="What the visitors must know to be safe.")
    minutes = models.PositiveSmallIntegerField(help_text="After how many they are expected back.")
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=200)
    planned_person = models.UUIDField(null=True)
    went_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When they were at the door.")
    told_by = models.CharField(max_length=200, blank=True)
    seen = models.BooleanField(null=True, help_text="Whether the child was seen.")
    answered = models.CharField(max_length=7, blank=True, choices=[(one.value, one.value) for one in At])
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True, help_text="Who answered and is no contact.")
    safe = models.CharField(max_length=7, blank=True, choices=[(one.value, one.value) for one in Safe])
    coming = models.CharField(max_length=7, blank=True, choices=[(one.value, one.value) for one in Coming])
    note = models.CharField(max_length=1000, blank=True)
    key = models.CharField(max_length=64, blank=True, help_text="What the report carried: it is kept once.")
    back_at = models.DateTimeField(null=True, help_text="When both were back, or safe and on their way.")
    back_by = models.CharField(max_length=200, blank=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["planned_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(first_staff__isnull=False, second_staff__isnull=False) & ~Q(first_staff=F("second_staff"))
                | Q(Q(first_staff__isnull=True) | Q(second_staff__isnull=True)) & ~Q(first_name=F("second_name")),
                name="homevisit_two_people",
            ),
            models.CheckConstraint(condition=~Q(first_name="") & ~Q(second_name=""), name="homevisit_named"),
            models.CheckConstraint(condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="homevisit_minutes"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(seen__isnull=False, went_at__isnull=False),
                name="homevisit_order",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True) | Q(went_at__isnull=True), name="homevisit_called_off"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="homevisit_once"),
            # While one is planned or under way, no other is.
            models.UniqueConstraint(
                fields=["day"], condition=Q(back_at__isnull=True, called_off_at__isnull=True), name="homevisit_open"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["went_at"], condition=NOT_BACK, name="homevisit_out")
        ]

    def __str__(self) -> str:
        return f"home visit {self.pk}"

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(self.went_at, self.back_at, self.called_off_at)

    @property
    def expected_at(self) -> dt.datetime | None:
        """By when they should have said that they are back; None before they went."""
        return None if self.went_at is None else expected_at(self.went_at, self.minutes)

    @property
    def names(self) -> str:
        """Both visitors."""
        return f"{self.first_name} and {self.second_name}"
