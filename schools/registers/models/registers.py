"""The register: a legal record. The newest mark is one narrow row; every change of it stays, with who, when and why.

Marks, versions and summaries name a pupil by the compact `Pupil.key`, without a foreign key: they are the school's
largest tables, and pupils are never deleted while marks are kept.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.sweeps import LONGEST_NOTE, SweepKind
from schools.roll.models import RegistrationGroup


class Code(StampedModel):
    """A register code over the dates it was valid: this school's copy of the packaged table, put there by migrations.

    `mark_class` says what the code counts as; see `schools.registers.rules.codes`.
    """

    pk = models.CompositePrimaryKey("code", "valid_from")
    code = models.CharField(max_length=3)
    valid_from = models.DateField(help_text="1900-01-01 where the law names no start.")
    valid_to = models.DateField(null=True)
    mark_class = models.CharField(max_length=14)
    applies_to = models.CharField(max_length=24)
    late = models.CharField(max_length=12, blank=True, help_text="before_close, after_close, or empty.")
    description = models.CharField(max_length=300)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return self.code


class Entry(StampedModel):
    """One save: who (and in what post), when, from where, and which version of the register it made."""

    class Source(models.TextChoices):
        """Where the marks came from."""

        PAGE = "page", "Typed in Rollcall"
        API = "api", "Sent to the interface"
        DESK = "desk", "Entered at the desk"
        IMPORT = "import", "Imported from a file"
        SYSTEM = "system", "Made by a rule"
        CLOSURE = "closed", "Entered with an unplanned closure"
        PLAN = "plan", "Planned beforehand"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    staff_id = models.UUIDField(null=True, help_text="The post of whoever saved; null for the system.")
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)
    source = models.CharField(max_length=6, choices=Source.choices)
    source_id = models.UUIDField(null=True, help_text="The import run, or what was planned.")
    register_id = models.UUIDField(null=True)
    register_version = models.PositiveIntegerField(null=True)
    idempotency_key = models.CharField(max_length=64, blank=True)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"entry {self.pk}"


class MarkVersion(StampedModel):
    """One change of one mark. The mark as at a moment is the newest version at or before it."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    pk = models.CompositePrimaryKey("pupil_key", "date", "session", "entry")
    # No constraint: checking it row by row costs a third of an import, and no role but the owner's can remove an entry.
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="versions", db_index=False, db_constraint=False
    )
    pupil_key = models.IntegerField()
    date = models.DateField()
    session = models.SmallIntegerField()
    old_code = models.TextField(null=True)
    new_code = models.TextField(null=True, help_text="Null when the mark was put back to missing.")
    minutes = models.SmallIntegerField(null=True)
    reason = models.TextField(null=True)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"version of {self.date:%Y-%m-%d} {self.session}"


class Mark(StampedModel):
    """The newest mark of one pupil in one session. No row means the mark is missing: never present, never absent.

    A planned one was entered before its register opened (leave, say) and enters no figure until the register is taken.
    """

    pk = models.CompositePrimaryKey("pupil_key", "date", "session")
    pupil_key = models.IntegerField()
    date = models.DateField()
    session = models.SmallIntegerField()
    code = models.TextField()
    minutes = models.SmallIntegerField(null=True, help_text="Minutes late.")
    entry_id = models.BigIntegerField()
    planned = models.BooleanField(db_default=False)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="mark_session"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["date", "session"], name="mark_day"),
            # Few, and asked for every day of the year so far, until each has its reason.
            models.Index(fields=["date"], condition=Q(code=NO_REASON_YET), name="mark_without_reason"),
        ]

    def __str__(self) -> str:
        return f"mark on {self.date:%Y-%m-%d} {self.session}"


class Register(StampedModel):
    """One registration group's register of one session. Its version counts saves."""

    id = uuid_key()
    group = models.ForeignKey(RegistrationGroup, on_delete=models.PROTECT, related_name="registers")
    date = models.DateField()
    session = models.SmallIntegerField()
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "date", "session"], name="register_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="register_session"),
        ]

    def __str__(self) -> str:
        return f"register of {self.date:%Y-%m-%d} {self.session}"


class Closure(StampedModel):
    """An unplanned closure that was entered here: the save that marked its sessions, and the one that undid it.

    The calendar holds its day only while it stands; this stays, so that what it left for people can be looked up.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    date = models.DateField()
    session = models.SmallIntegerField(null=True, help_text="1 for the morning, 2 for the afternoon, null for both.")
    reason = models.CharField(max_length=200)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", db_index=False, null=True, help_text="Null while it stands."
    )

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["date", "session"],
                condition=Q(undone__isnull=True),
                nulls_distinct=False,
                name="closure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"closure of {self.date:%Y-%m-%d}"


class RegisterRequest(StampedModel):
    """That somebody was asked for a register while it was missing: its tutors once, and once the attendance lead."""

    class Asked(models.TextChoices):
        """Who was."""

        TUTORS = "tutors", "Its tutors"
        LEAD = "lead", "The attendance lead"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(RegistrationGroup, on_delete=models.PROTECT, related_name="requests")
    date = models.DateField()
    session = models.SmallIntegerField()
    asked = models.CharField(max_length=6, choices=Asked.choices)
    at = models.DateTimeField(help_text="By the clock people work by.")
    by_name = models.CharField(max_length=200)
    told = models.PositiveSmallIntegerField(help_text="How many people; none where nobody holds the duty.")
    without_email = models.PositiveSmallIntegerField(help_text="Those of them who find it in the product alone.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "group", "session", "asked"], name="registerrequest_once"),
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="registerrequest_session"),
        ]

    def __str__(self) -> str:
        return f"request of {self.date:%Y-%m-%d} {self.session}"


class ChasingRule(StampedModel):
    """After how many minutes the attendance lead is told of a register still missing; the newest row holds. Null: never."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"chasing rule {self.pk}"


class SweepTick(StampedModel):
    """That somebody has gone through the registers of a day, a week or a month, and what was found then.

    Ticked off again when more was found since, it gets the next number. `findings` are marks by which a finding is known
    again (`rules.sweeps.mark_of`), from which nobody can be read.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=7, choices=[(kind.value, kind.value) for kind in SweepKind])
    starts_on = models.DateField(help_text="The day, the Monday, or the first of the month.")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(help_text="By the clock people work by.")
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)
    counts = models.JSONField(help_text="How many of each check were found, by its key.")
    findings = ArrayField(models.CharField(max_length=12))
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "starts_on", "number"], name="sweeptick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} sweep of {self.starts_on:%Y-%m-%d}"


class PupilWeek(StampedModel):
    """One pupil's counts in one school week, split where a half-term boundary cuts the week.

    `half_term` is the academic year's first year times ten, plus the half-term's number (20261 is autumn 1 of 2026/27).
    The year's figure is the sum of its rows. Missing marks are not stored here: they are expected sessions less these.
    """

    pk = models.CompositePrimaryKey("pupil_key", "week", "half_term")
    pupil_key = models.IntegerField()
    week = models.DateField(help_text="The Monday.")
    half_term = models.IntegerField()
    present = models.SmallIntegerField()
    approved = models.SmallIntegerField()
    authorised = models.SmallIntegerField()
    unauthorised = models.SmallIntegerField()
    not_possible = models.SmallIntegerField()
    late_before = models.SmallIntegerField()
    late_after = models.SmallIntegerField()

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["half_term"], name="pupilweek_half_term")]

    def __str__(self) -> str:
        return f"week of {self.week:%Y-%m-%d}"
