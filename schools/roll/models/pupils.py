"""Pupils, their spells on the roll, where they are placed, and what is recorded about them by date."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models.groups import RegistrationGroup
from schools.roll.rules.names import full_name


class NextPupilKey(models.Func):
    """The school's own sequence of compact pupil keys (a sequence, because Django ties identity columns to primary keys)."""

    template = "nextval('roll_pupil_key')"
    output_field = models.IntegerField()


class Pupil(StampedModel):
    """A child who is or was on this school's roll.

    `id` is what addresses and files use; `key` is a compact integer used only by marks, versions and summaries, and means
    another child in another school. Lists sort on `sort_name`: surname and forename, in base letters.

    A pupil, and whatever points at one, is hidden from staff who are related to them (`RelatedStaff`).
    """

    hidden_from_reader: ClassVar[bool] = True

    class Sex(models.TextChoices):
        """As recorded on the admission register."""

        FEMALE = "F", "Female"
        MALE = "M", "Male"

    id = uuid_key()
    key = models.IntegerField(unique=True, editable=False, db_default=NextPupilKey())
    upn = models.CharField(max_length=13, null=True, unique=True)
    former_upn = models.CharField(max_length=13, blank=True)
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100)
    preferred = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=220, db_index=True)
    apart = models.CharField(
        max_length=60,
        blank=True,
        help_text="What tells the pupil from another who is or was here and has the same name.",
    )
    birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex.choices)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["sort_name", "key"]

    def __str__(self) -> str:
        return full_name(self.surname, self.forename, self.preferred, self.apart)


class FormerUpn(StampedModel):
    """A unique pupil number that a pupil bore here until it was changed. `Pupil.former_upn` repeats the newest."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="former_upns")
    upn = models.CharField(max_length=13, db_index=True)
    until = models.DateField(help_text="The day on which it was changed.")
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-until", "-id"]

    def __str__(self) -> str:
        return f"former number {self.pk}"


class FormerName(StampedModel):
    """What a pupil was called here until a file gave another name: who asks for the child may know no other."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="former_names")
    surname = models.CharField(max_length=100)
    forename = models.CharField(max_length=100)
    preferred = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(db_default=Now(), help_text="When it was changed.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"former name {self.pk}"


class Admission(StampedModel):
    """One spell on the roll. A pupil leaves on a ground or not at all: removal without one is off-rolling [R9]."""

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="admissions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="The last day on roll.")
    leaving_ground = models.CharField(max_length=5, blank=True, help_text="Letter of regulation 9(1), or 9(3).")
    leaving_note = models.CharField(max_length=500, blank=True)
    destination = models.CharField(max_length=200, blank=True)
    destination_school = models.UUIDField(null=True, help_text="The key of that school, if it is one of the trust.")
    last_school = models.CharField(max_length=200, blank=True, help_text="The last school attended before this spell.")
    last_school_id = models.UUIDField(null=True, help_text="The key of that school, if it is one of the trust.")
    boarder = models.BooleanField(default=False)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "starts_on"], name="admission_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="admission_order"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | ~Q(leaving_ground=""), name="admission_leaver_has_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"admission {self.pk}"


class LeavingVersion(StampedModel):
    """How a spell's end stood before it was corrected or taken back, by whom and why. Nothing on the roll is overwritten."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="leaving_versions")
    ends_on = models.DateField()
    leaving_ground = models.CharField(max_length=5)
    leaving_note = models.CharField(max_length=500, blank=True)
    destination = models.CharField(max_length=200, blank=True)
    destination_school = models.UUIDField(null=True)
    reason = models.CharField(max_length=500)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return f"leaving as it was {self.pk}"


class Placement(StampedModel):
    """A pupil's year group and registration group over a stretch of days."""

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="placements")
    year_group = models.CharField(max_length=2, help_text="E1, E2, N1, N2, R, 1 to 14, or X.")
    group = models.ForeignKey(RegistrationGroup, null=True, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "starts_on"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="placement_order"
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class Flag(StampedModel):
    """Something recorded about a pupil from one day to another that reports count by."""

    class Kind(models.TextChoices):
        """What is recorded. CLA is never shown by itself above the school."""

        FSM = "fsm", "Eligible for free school meals"
        FSM6 = "fsm6", "Eligible for free school meals in the last six years"
        SEN_K = "sen_k", "SEN support"
        SEN_E = "sen_e", "Education, health and care plan"
        EAL = "eal", "English as an additional language"
        CLA = "cla", "Looked after"

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "kind", "starts_on"], name="flag_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="flag_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} flag {self.pk}"
