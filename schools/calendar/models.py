"""When the school meets. The rules that read these rows are in `schools.calendar.rules`."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class HalfTerm(StampedModel):
    """One of the six half-terms of an academic year (1 and 2 autumn, 3 and 4 spring, 5 and 6 summer)."""

    id = uuid_key()
    academic_year = models.PositiveSmallIntegerField(help_text="The year it starts in: 2026 for 2026/27.")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["academic_year", "number"], name="halfterm_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 6)), name="halfterm_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="halfterm_order"),
        ]

    def __str__(self) -> str:
        return f"half-term {self.number} of {self.academic_year}"


class NonSchoolDay(StampedModel):
    """A day, or one session of it, inside a half-term on which the school does not meet."""

    class Kind(models.TextChoices):
        """Why it does not meet. All but `unplanned` are known beforehand."""

        INSET = "inset", "INSET day"
        CLOSURE = "closure", "Planned closure"
        BANK_HOLIDAY = "bank_holiday", "Bank holiday"
        UNPLANNED = "unplanned", "Unplanned closure"

    id = uuid_key()
    date = models.DateField()
    session = models.PositiveSmallIntegerField(
        null=True, help_text="1 for the morning, 2 for the afternoon, null for both."
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["date", "session"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "session"], name="nonschoolday_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(session__in=(1, 2)), name="nonschoolday_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.date:%Y-%m-%d}"


class SessionTimes(StampedModel):
    """When a session's register opens and how long it stays open; the newest row not after a date holds for it.

    A register may stay open at most 30 minutes [R10, WT26].
    """

    id = uuid_key()
    session = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    opens_at = models.TimeField()
    closes_after = models.PositiveSmallIntegerField(help_text="Minutes the register stays open, at most 30.")
    needs_minutes = models.BooleanField(default=True, help_text="Whether a late mark must say how many minutes.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "valid_from"], name="sessiontimes_once"),
            models.CheckConstraint(condition=Q(session__in=(1, 2)), name="sessiontimes_session"),
            models.CheckConstraint(condition=Q(closes_after__lte=30), name="sessiontimes_window"),
        ]

    def __str__(self) -> str:
        return f"session {self.session} from {self.valid_from:%Y-%m-%d}"


class ClosedYear(StampedModel):
    """A closing of an academic year's registers: nobody amends them until somebody opens the year again, and says why.

    No law sets the day; the school decides when its year is final. A year closed, opened and closed again has two rows.
    """

    id = uuid_key()
    academic_year = models.PositiveSmallIntegerField(help_text="2025 for 2025/26.")
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=200)
    opened_at = models.DateTimeField(null=True, help_text="Null while it is closed.")
    opened_by = models.CharField(max_length=200, blank=True)
    opened_because = models.CharField(max_length=500, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["closed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["academic_year"], condition=Q(opened_at__isnull=True), name="closedyear_once"
            ),
        ]

    def __str__(self) -> str:
        return f"closing of {self.academic_year}"
