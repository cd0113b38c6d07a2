"""One line of the ledger: a suspension, a lunchtime suspension, a permanent exclusion or an internal placement."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import SESSIONS, SchoolSession
from schools.exclusions.rules.periods import Excluded, Kind
from schools.exclusions.rules.reasons import MOST
from schools.roll.models import Pupil
from schools.staff.models import StaffMember

#: Decided, and kept for good whatever becomes of it.
STANDS = Q(decided_at__isnull=False)


class Exclusion(StampedModel):
    """An exclusion from its proposal on. Only the headteacher, or who acts as head, decides; until then it is nothing.

    It is never lengthened and never turned into another kind: what follows is a line of its own. Days, totals, triggers and
    deadlines are worked out from these rows (`queries.ledger`), so a changed calendar changes them. So are missed papers for
    which the pupil is entered here; `misses_exam` is of what the school knows otherwise.
    """

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="exclusions")
    kind = models.CharField(max_length=10, choices=[(one.value, one.words) for one in Kind])
    starts_on = models.DateField()
    start_session = models.PositiveSmallIntegerField()
    ends_on = models.DateField(null=True, help_text="Null for a permanent exclusion.")
    end_session = models.PositiveSmallIntegerField(null=True)
    reasons = ArrayField(
        models.CharField(max_length=2), help_text="Codes of `rules/reasons.csv`, the weightiest first."
    )
    circumstances = models.CharField(max_length=4000, help_text="What happened, as parents and board are told.")
    misses_exam = models.BooleanField(
        default=False, help_text="A public exam or national curriculum test falls within."
    )
    exam = models.CharField(max_length=200, blank=True, help_text="Which, and when.")
    room = models.CharField(max_length=100, blank=True, help_text="Of an internal placement.")
    times = models.CharField(max_length=100, blank=True)
    support = models.CharField(max_length=1000, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_as = models.CharField(max_length=100, blank=True, help_text="The position they decided in.")
    decided_staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, help_text="Proposed, and not decided on.")
    dropped_by = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=200, blank=True)
    cancelled_because = models.CharField(max_length=1000, blank=True)
    back_on = models.DateField(
        null=True, help_text="From when a cancelled one, or one whose pupil the board reinstated, keeps nobody out."
    )
    back_session = models.PositiveSmallIntegerField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on", "start_session", "proposed_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind=Kind.PERMANENT, ends_on__isnull=True, end_session__isnull=True)
                | (~Q(kind=Kind.PERMANENT) & Q(ends_on__isnull=False, end_session__isnull=False)),
                name="exclusion_end_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__gt=F("starts_on"))
                | Q(ends_on=F("starts_on"), end_session__gte=F("start_session")),
                name="exclusion_order",
            ),
            models.CheckConstraint(
                condition=Q(start_session__in=SESSIONS)
                & (Q(end_session__isnull=True) | Q(end_session__in=SESSIONS))
                & (Q(back_session__isnull=True) | Q(back_session__in=SESSIONS)),
                name="exclusion_sessions",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.INTERNAL, reasons__len__lte=MOST)
                | Q(reasons__len__gte=1, reasons__len__lte=MOST),
                name="exclusion_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | (~Q(decided_by="") & Q(dropped_at__isnull=True)),
                name="exclusion_decided",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | (Q(decided_at__isnull=False, back_on__isnull=False) & ~Q(cancelled_because="")),
                name="exclusion_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True, back_session__isnull=True)
                | Q(back_on__isnull=False, back_session__isnull=False, decided_at__isnull=False),
                name="exclusion_back",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["starts_on"], name="exclusion_starts")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def starts(self) -> SchoolSession:
        """Its first session."""
        return SchoolSession(self.starts_on, self.start_session)

    @property
    def ends(self) -> SchoolSession | None:
        """Its last; None for a permanent one."""
        if self.ends_on is None or self.end_session is None:
            return None
        return SchoolSession(self.ends_on, self.end_session)

    @property
    def back_from(self) -> SchoolSession | None:
        """The first session from which it keeps nobody out: of a cancelled one, and where the board reinstated the pupil."""
        if self.back_on is None or self.back_session is None:
            return None
        return SchoolSession(self.back_on, self.back_session)

    @property
    def as_rule(self) -> Excluded:
        """The line as the rules read it."""
        order = int(self.proposed_at.timestamp() * 1000)
        return Excluded(
            str(self.pk),
            Kind(self.kind),
            self.starts,
            self.ends,
            self.back_from,
            misses_exam=self.misses_exam,
            order=order,
        )


class HalfDaysElsewhere(StampedModel):
    """Half-days of exclusion at another school in a year, and where we have it from. Taken back, never overwritten."""

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="half_days_elsewhere")
    academic_year = models.PositiveSmallIntegerField()
    half_days = models.PositiveSmallIntegerField()
    school = models.CharField(max_length=200)
    source = models.CharField(max_length=300, help_text="Who said so and when, or which file.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(half_days__gte=1, half_days__lte=380), name="halfdayselsewhere_number"),
            models.CheckConstraint(condition=~Q(school="") & ~Q(source=""), name="halfdayselsewhere_source"),
        ]

    def __str__(self) -> str:
        return f"half-days elsewhere {self.pk}"


class Reintegration(StampedModel):
    """A reintegration meeting, held or not attended. Coming back never waits for it."""

    id = uuid_key()
    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="reintegrations")
    on = models.DateField()
    held = models.BooleanField(help_text="False where nobody of the family came.")
    present = models.CharField(max_length=300, blank=True)
    agreed = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["on", "at"]

    def __str__(self) -> str:
        return f"reintegration meeting {self.pk}"


class SixthDay(StampedModel):
    """Education arranged from the sixth school day of an exclusion: with whom, from when, who arranges it."""

    id = uuid_key()
    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="sixth_days")
    provider = models.CharField(max_length=200)
    starts_on = models.DateField()
    by_authority = models.BooleanField(help_text="The home authority arranges it, for a permanent exclusion.")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return f"sixth day {self.pk}"


class SettingsVersion(StampedModel):
    """What the school has set of exclusions from a moment on; the newest holds, earlier ones stay."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    terms_by_dates = models.BooleanField(help_text="Terms are those of the census, for years of more than three.")
    who_sits = models.CharField(max_length=1000, blank=True, help_text="Who decides, as the trust’s articles say.")
    advice = models.CharField(max_length=2000, blank=True, help_text="Sources of advice that parents are told of.")
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"exclusion settings {self.pk}"
