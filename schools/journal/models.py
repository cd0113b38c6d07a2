"""What the school's acts leave behind, in the school's own schema and in the transaction of the act."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from foundation.audit.models import AbstractAuditLine
from foundation.database.models import StampedModel
from foundation.outbox.models import AbstractOutboxRow


class AuditLine(AbstractAuditLine):
    """An act at this school. Append-only by grant: no role but the owner's may change or remove one."""

    class Meta(AbstractAuditLine.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id", "id"], name="auditline_about"),
        ]


class Shown(StampedModel):
    """What one page shows: which kind of page, about what, and of exactly which pupils. Written once, and never changed.

    Restricted flags are no kind of page: every read of them is an audit line (`schools.roll.queries.restricted`).

    The key is a hash of all the rest (`schools.journal.operations.shown_key`), so that the register of a group, opened
    a thousand times, is one row until its pupils change. The pupils are kept as they were shown: a placement corrected
    afterwards changes nothing of who was seen. Compact keys by value, because the journal knows nothing of the roll.
    """

    class What(models.TextChoices):
        """A page, or a part of one that is recorded for itself."""

        PUPIL = "pupil", "a pupil's page"
        CONTACTS = "contacts", "contacts"
        VERSIONS = "versions", "every version of a mark"
        REGISTER = "register", "a register"
        WEEK = "week", "a week's marks"
        LIST = "list", "a list of pupils"
        HISTORY = "history", "who saw or changed a pupil"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.UUIDField(primary_key=True)
    what = models.CharField(max_length=20, choices=What.choices)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=400)
    pupil_keys = ArrayField(models.IntegerField())

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            # Not fast to write but fast to read: rows are few, and a question must not search a pending list.
            GinIndex(fields=["pupil_keys"], name="shown_pupils", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.about_kind} {self.about_id}"


class ReadLine(StampedModel):
    """Who saw it, when: one line for all the times somebody opens the same page within ten minutes by the clock.

    `day` is the day (of a week grid, the Monday) whose marks were shown, where a page is about one.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    ten_minutes = models.IntegerField(help_text="Whole tens of minutes since 1970.")
    shown = models.ForeignKey(Shown, on_delete=models.PROTECT, related_name="lines", db_index=False)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    day = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also the index by which a pupil's readers are found: what showed the pupil, then when.
            models.UniqueConstraint(
                fields=["shown", "ten_minutes", "person_id", "day"], nulls_distinct=False, name="readline_once"
            ),
        ]

    def __str__(self) -> str:
        return f"read line {self.pk}"


class OutboxRow(AbstractOutboxRow):
    """An effect this school's transaction promised."""

    class Meta(AbstractOutboxRow.Meta):
        pass


class DueRow(StampedModel):
    """An effect to be promised when a moment has come, by the clock people work by (`foundation.clock`).

    `key` says which effect it is among those of its topic, so that whoever puts it in again puts in no second one.
    What has not been promised by `lapses_at` never is: it stays in the list as lapsed, for people to see. `payload` is
    the promise's: keys, dates and counts.
    """

    class State(models.TextChoices):
        """What has become of it."""

        WAITING = "waiting", "waiting for its moment"
        PROMISED = "promised", "promised"
        LAPSED = "lapsed", "too late to be done"
        WITHDRAWN = "withdrawn", "withdrawn"

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "key"], name="duerow_once"),
            models.CheckConstraint(
                condition=models.Q(lapses_at__isnull=True) | models.Q(lapses_at__gt=models.F("at")), name="duerow_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=models.Q(state="waiting"), name="duerow_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class IdempotencyKey(StampedModel):
    """A key a client sent with a save, with the answer it got: a repeated save is answered again, not done again.

    `request_hash` is the SHA-256 of the body: the same key with another body is refused.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, DELETE"}

    key = models.CharField(max_length=64, primary_key=True)
    person_id = models.UUIDField(null=True, help_text="Null for the system itself.")
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"idempotency key {self.key}"
