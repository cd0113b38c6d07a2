"""How a parent was sent the link by which they ask for leave."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models import Contact, Pupil


class LinkSending(StampedModel):
    """A link that a contact is sent, asked for on a pupil's page. The link itself is made as it goes, and kept nowhere."""

    class Way(models.TextChoices):
        """How."""

        TEXT = "text", "text"
        EMAIL = "email", "email"

    class State(models.TextChoices):
        """What has become of it. In doubt: it may have gone, and is not sent again by itself (ADR 0024)."""

        QUEUED = "queued", "to be sent"
        SENDING = "sending", "being sent"
        HANDED_OVER = "handed_over", "sent"
        IN_DOUBT = "in_doubt", "may have been sent"
        FAILED = "failed", "not sent"

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="leave_links")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="leave_links")
    way = models.CharField(max_length=5, choices=Way.choices)
    to = models.CharField(max_length=254, blank=True, help_text="The address or number, as it was when it went.")
    state = models.CharField(max_length=11, choices=State.choices)
    state_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state__in=["queued", "sending"]), name="leavelink_one_under_way"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["pupil", "-at"], name="leavelink_of_pupil")]

    def __str__(self) -> str:
        return f"link to ask for leave {self.pk}"


#: It is not settled yet.
UNDER_WAY: Final = (LinkSending.State.QUEUED, LinkSending.State.SENDING)
