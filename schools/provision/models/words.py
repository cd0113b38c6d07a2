"""What a place says of a pupil in one session, and how it was asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.absence.models import SentLink
from schools.calendar.rules.sessions import SESSIONS
from schools.provision.models.placements import ProvisionPlacement
from schools.provision.models.providers import Provider
from schools.provision.rules.elsewhere import Said


class Word(StampedModel):
    """What was said of a pupil in one session. What is said later is another row; the one before it is `overtaken`.

    An absence waits until a person has settled what is entered for it; `settled_code` is that code, empty where another
    school marks the session. The words are what the place wrote, kept as they came.
    """

    class Way(models.TextChoices):
        """How it came."""

        LINK = "link", "by the day’s link"
        OFFICER = "officer", "taken down at school"
        FILE = "file", "from the provider’s file"

    id = uuid_key()
    placement = models.ForeignKey(ProvisionPlacement, on_delete=models.PROTECT, related_name="words")
    date = models.DateField()
    session = models.SmallIntegerField()
    said = models.CharField(max_length=7, choices=[(one.value, one.words) for one in Said])
    words = models.CharField(max_length=500, blank=True)
    way = models.CharField(max_length=7, choices=Way.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, help_text="Who said it, or who took it down.")
    overtaken = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_code = models.CharField(max_length=3, blank=True)
    #: Why what was said could not be entered, as the register told it.
    not_entered = models.CharField(max_length=300, blank=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(session__in=SESSIONS), name="word_session"),
            models.UniqueConstraint(
                fields=["placement", "date", "session"], condition=Q(overtaken=False), name="word_newest_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["date"], name="word_day")]

    def __str__(self) -> str:
        return f"word {self.pk}"


class Asking(SentLink):
    """A provider was asked about a day: by the morning's link (no session), or chased for one session, once.

    It names no pupil; the link that is sent does, to whoever opens it. By a call it is asked at once: handed over.
    """

    class Way(models.TextChoices):
        """How."""

        EMAIL = "email", "email"
        TEXT = "text", "text"
        CALL = "call", "phone"

    id = uuid_key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="askings")
    date = models.DateField()
    session = models.SmallIntegerField(null=True, help_text="None for the morning’s link.")
    way = models.CharField(max_length=5, choices=Way.choices)
    to_name = models.CharField(max_length=200, blank=True)

    class Meta(SentLink.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["provider", "date", "session"], nulls_distinct=False, name="provider_asked_once"
            ),
            models.CheckConstraint(condition=Q(session__isnull=True) | Q(session__in=SESSIONS), name="asking_session"),
        ]

    def __str__(self) -> str:
        return f"asking {self.pk}"
