"""The school's files. A row says what a file is of, what it is called and what is known of it; the bytes are elsewhere.

Nothing points at a row from below: what it is of is a kind and a key, which the room that owns it states
(`schools.documents.queries.owners`). No row is ever deleted: a file that is removed leaves the fact that there was one.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class Document(StampedModel):
    """One file of one thing.

    `stored_as` is all that the store is told: with the school's own prefix it is the key (`foundation.documents.store`).
    `is_ours`: we made it, a letter or a pack, so it is not scanned, and until the store has it its bytes wait in `Held`.
    """

    class State(models.TextChoices):
        """What is known of it. Only clean and unscanned ones are opened."""

        COMING = "coming", "Being received"
        MISSING = "missing", "Did not arrive"
        WAITING = "waiting", "Waiting to be checked"
        CLEAN = "clean", "Checked"
        UNSCANNED = "unscanned", "Not checked for viruses"
        REFUSED = "refused", "Refused: a virus was found"
        REMOVED = "removed", "Removed"

    #: Those whose bytes the store is to have, and those of which it is to have none.
    KEPT: ClassVar[frozenset[State]] = frozenset({State.WAITING, State.CLEAN, State.UNSCANNED})
    GONE: ClassVar[frozenset[State]] = frozenset({State.REFUSED, State.REMOVED})
    OPENED: ClassVar[frozenset[State]] = frozenset({State.CLEAN, State.UNSCANNED})

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    name = models.CharField(max_length=130, help_text="As its sender called it, cleaned; shown, never used as a path.")
    kind = models.CharField(max_length=5)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.COMING)
    found = models.CharField(max_length=100, blank=True, help_text="What the scanner calls what it found.")
    is_ours = models.BooleanField(default=False)
    tries = models.SmallIntegerField(default=0, help_text="How often in a row store or scanner gave no answer.")
    by_person_id = models.UUIDField(null=True, help_text="Who sent it; null for the system.")
    by_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by_name = models.CharField(max_length=200, blank=True)
    gone_at = models.DateTimeField(null=True, help_text="When the store had deleted every version of it.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["received_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id"], name="document_about"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_some"),
            models.CheckConstraint(condition=~Q(state="removed", removed_at=None), name="document_removed"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"


class Held(StampedModel):
    """The bytes of a file that we made, until the store has them: there is nobody who could be asked for it again."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT, related_name="held")
    content = models.BinaryField()

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"bytes of document {self.pk}"
