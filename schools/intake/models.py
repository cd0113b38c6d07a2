"""Imports: what was sent, what was found in it, and what became of it.

Everything is in the school's own schema, the file itself included: it names pupils, so it obeys the same guard as they
do, and it is deleted as soon as the import is applied or discarded.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.intake.rules.changes import Kind


class ImportRun(StampedModel):
    """One import, from the file's arrival until it is applied or discarded. The row itself stays, as a record.

    `summary` holds counts (and what was found, by kind; `held_back`, the bad rows of each file), never names.
    `fingerprint` is a hash of what the check found would change, and of the rows it held back: an import is applied only if
    it would still do what was shown.
    """

    class Status(models.TextChoices):
        """Where it has got to. `refused` cannot be applied: a file could not be read, or too many of its rows are bad."""

        RECEIVED = "received", "Received"
        CHECKED = "checked", "Checked"
        REFUSED = "refused", "Needs correcting"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Discarded"

    #: Those whose files are kept: neither applied nor discarded.
    WAITING: ClassVar[frozenset[Status]] = frozenset({Status.RECEIVED, Status.CHECKED, Status.REFUSED})

    id = uuid_key()
    source = models.CharField(max_length=20, help_text="The key of the system it comes from.")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.RECEIVED)
    as_at = models.DateField(help_text="The day the files speak for.")
    by_person_id = models.UUIDField(null=True, help_text="Who sent it; null for the system.")
    by_name = models.CharField(max_length=200)
    wanted_by_person_id = models.UUIDField(null=True, help_text="Who asked for it to be applied.")
    wanted_by_name = models.CharField(max_length=200, blank=True)
    wanted_by_position = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was applied or discarded.")
    summary = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-received_at"]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFile(StampedModel):
    """One file of an import: a roll or marks. Its contents are the chunks, in order."""

    class Kind(models.TextChoices):
        """What it holds."""

        ROLL = "roll", "Roll"
        MARKS = "marks", "Marks"

    id = uuid_key()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(
        max_length=100, help_text="As the sender's computer called it; shown, never used as a path."
    )
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=100, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-kind"]  # the roll before the marks
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "kind"], name="importfile_one_of_a_kind"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="importfile_sha256")]

    def __str__(self) -> str:
        return f"{self.kind} file of {self.run_id}"


class FileChunk(StampedModel):
    """A piece of a file, numbered from 0."""

    pk = models.CompositePrimaryKey("file", "number")
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"chunk {self.number}"


class ImportProblem(StampedModel):
    """One thing the check found, as `schools.intake.rules.problems` tells it. Some thousands of a kind are kept at most."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    file = models.CharField(max_length=5, choices=ImportFile.Kind.choices)
    severity = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True)
    row = models.IntegerField(null=True)
    words = models.TextField()
    remedy = models.TextField()
    value = models.CharField(max_length=100, blank=True, help_text="The start of what stands in the file there.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.severity} {self.code}"


class ImportChange(StampedModel):
    """One line of what the check found would change, as `schools.intake.rules.changes` has it: for people to read.

    Nothing is applied from here. The lines are made anew by each check and go when the import is discarded; once it is
    applied, those of first marks go, which took nobody's place. `pupil_key` is null for a pupil who is new.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes", db_index=False)
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.words) for kind in Kind])
    pupil_key = models.IntegerField(null=True)
    pupil = models.CharField(max_length=210, help_text="The name, as it would be.")
    upn = models.CharField(max_length=13)
    date = models.DateField(null=True)
    session = models.SmallIntegerField(null=True)
    what = models.CharField(max_length=30)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    entered_by = models.TextField(blank=True, help_text="Who entered the mark that would be replaced, and when.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "kind", "id"], name="importchange_by_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SetAside(StampedModel):
    """Marks that an applied import left out, by what was unclear about them, until a later one brings them in.

    `value` is the UPN of a pupil who is not on the roll, or the date of a day on which the school does not meet.
    """

    class Kind(models.TextChoices):
        """What was unclear."""

        PUPIL = "pupil", "No such pupil on the roll"
        NOT_ON_ROLL = "not_on_roll", "Pupil not on the roll on that day"
        CLOSED = "closed", "The school does not meet then"
        AHEAD = "ahead", "The register had not opened"
        AGE = "age", "The code is not for a pupil of that age"
        AMENDED = "amended", "Amended by a person here"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="set_aside")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    value = models.CharField(max_length=13)
    row = models.IntegerField(null=True)
    marks = models.IntegerField()
    first_date = models.DateField()
    last_date = models.DateField()

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "kind", "value"], name="setaside_once"),
            models.CheckConstraint(condition=Q(marks__gt=0), name="setaside_some"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
