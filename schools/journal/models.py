"""What the school's acts leave behind, in the school's own schema and in the transaction of the act; and what comes in
by the links it gave out."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from foundation import clock
from foundation.audit.models import AbstractAuditLine, AbstractSeal
from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from foundation.outbox.models import AbstractOutboxRow


class AuditLine(AbstractAuditLine):
    """An act at this school. Append-only by grant: no role but the owner's may change or remove one."""

    class Meta(AbstractAuditLine.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id", "id"], name="auditline_about"),
            models.Index(fields=["transaction", "id"], name="auditline_sealing"),
        ]


class Seal(AbstractSeal):
    """A seal over some of this school's audit lines. Its sealer's role alone may add one; no other reads them."""

    class Meta(AbstractSeal.Meta):
        pass


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
        DOCUMENT = "document", "a file"
        CASE = "case", "a case"
        CLASS_PLAN = "class_plan", "what helps in class"
        SENSITIVE = "sensitive", "sensitive barriers of a case"
        RESTRICTED = "restricted", "restricted notes of a case"

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

    `day` is the day (of a week grid, the Monday) whose marks were shown, where a page is about one. `at` is the moment by
    the clock people work by, `written_at` the server's own word.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}
    kept_by_database: ClassVar[tuple[str, ...]] = ("id", "written_at")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    written_at = models.DateTimeField(db_default=Now())
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
    What has not been promised by `lapses_at` never is: it stays in the list as lapsed, and on Today until a person ticks
    it off. `payload` is the promise's: keys, dates and counts; of what may lapse, `date` is the day it is about.
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
    ticked_at = models.DateTimeField(null=True, help_text="When a person had seen that it came too late.")

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "key"], name="duerow_once"),
            models.CheckConstraint(
                condition=models.Q(lapses_at__isnull=True) | models.Q(lapses_at__gt=models.F("at")), name="duerow_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=models.Q(state="waiting"), name="duerow_waiting"),
            models.Index(fields=["topic"], condition=models.Q(state="lapsed", ticked_at=None), name="duerow_lapsed"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Link(StampedModel):
    """A way in without an account: an address with a token, for one purpose.

    Somebody who opens it is in the school's second role, which sees this one row and no other of any table: `facts` are
    all that the page may know. `secret` (sealed, `foundation.sealed`) is what a system that calls us must prove to know.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE", "link": "SELECT"}
    link_column: ClassVar[str] = "token_hash"

    id = uuid_key()
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, which is kept nowhere.")
    purpose = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    secret = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, help_text="By the clock people work by; null for a system's.")
    closed_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id"], condition=models.Q(closed_at=None), name="link_about"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"


class InboxRow(StampedModel):
    """What came in by a link, as it came, until the worker, as the school, carries it out as `topic`.

    A row without a topic is a wrong try at the link's second fact.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE", "link": "SELECT, INSERT"}
    link_column: ClassVar[str] = "link_hash"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    link_hash = models.CharField(max_length=64)
    event = models.CharField(max_length=120, help_text="Tells apart what comes by one link: once each.")
    topic = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(default=dict)
    passed_on = models.BooleanField(default=False)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["link_hash", "event"], name="inboxrow_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=models.Q(passed_on=False), name="inboxrow_unread"),
        ]

    def __str__(self) -> str:
        return f"inbox row {self.pk}"


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
