"""Edits of many marks at once: what was asked for, what came of it, and whether it was undone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.registers.models.registers import Entry


class BulkEdit(StampedModel):
    """One code for some pupils in some sessions. Its key is the source's of its plans.

    It does what its maker was shown (`shown`, a digest of the preview) or nothing.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WANTED = "wanted", "Waits for the worker"
        DONE = "done", "Done"
        OVERTAKEN = "overtaken", "Nothing done: marks changed since it was shown"
        UNDONE = "undone", "Undone"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WANTED)
    pupils = ArrayField(models.IntegerField(), help_text="Compact keys.")
    dates = ArrayField(models.DateField(), help_text="With `sessions`: each place is one session.")
    sessions = ArrayField(models.SmallIntegerField())
    code = models.TextField()
    reason = models.TextField(blank=True)
    shown = models.BinaryField()
    wanted_at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    staff_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=100)
    done_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    counts = models.JSONField(default=dict, help_text="Marks written, and how many sessions became of each standing.")
    before = models.JSONField(
        default=list,
        help_text="Of each mark that was entered at once: pupil, date, session, code, minutes, planned, a plan's.",
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status__in=["wanted", "overtaken"]) | Q(done_at__isnull=False), name="bulkedit_done_at"
            ),
        ]

    def __str__(self) -> str:
        return f"bulk edit {self.pk}"
