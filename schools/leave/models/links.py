"""How a parent was sent the link by which they ask for leave."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from schools.absence.models import SentLink
from schools.roll.models import Contact, Pupil


class LinkSending(SentLink):
    """A link that a contact is sent, asked for on a pupil's page."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="leave_links")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="leave_links")

    class Meta(SentLink.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state__in=["queued", "sending"]), name="leavelink_one_under_way"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["pupil", "-at"], name="leavelink_of_pupil")]

    def __str__(self) -> str:
        return f"link to ask for leave {self.pk}"
