"""Links that go to one person each, by a message: to a parent, to a provider. What they open is their own room's."""

from django.db import models

from foundation.database.models import StampedModel


class SentLink(StampedModel):
    """That somebody is sent a link, and what has become of it. The link itself is made as it goes, and kept nowhere."""

    class State(models.TextChoices):
        """What has become of it. In doubt: it may have gone, and is not sent again by itself (ADR 0024)."""

        QUEUED = "queued", "to be sent"
        SENDING = "sending", "being sent"
        HANDED_OVER = "handed_over", "sent"
        IN_DOUBT = "in_doubt", "may have been sent"
        FAILED = "failed", "not sent"

    class Way(models.TextChoices):
        """How."""

        TEXT = "text", "text"
        EMAIL = "email", "email"

    way = models.CharField(max_length=5, choices=Way.choices)
    to = models.CharField(max_length=254, blank=True, help_text="The address or number, as it was when it went.")
    state = models.CharField(max_length=11, choices=State.choices)
    state_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        abstract = True
