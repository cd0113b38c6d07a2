"""Shares of the school with authorities, each version as it was agreed to, and the thread with the authority."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.roll.models import Contact, Pupil
from schools.sharing.rules.states import DRAFT, LONGEST_REASON, OPEN, PUBLISHED, REVOKED, SHARE
from tenants.shares.rules.purposes import Purpose


class Share(StampedModel):
    """One thing shared with one authority. `source` is the key of what it tells of, in the room of its purpose.

    Its key is also that of the authority's copy. `answer` is how far the authority has come, as its officers' acts told.
    `carried` is whether the authority's copy is as the school says; while it is not, the worker has still to carry it.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    purpose = models.CharField(max_length=14, choices=[(one.value, one.words) for one in Purpose])
    source = models.UUIDField()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="authority_shares")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="authority_shares")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=31, help_text="The authority's short name.")
    authority_name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=[(one.key, one.words) for one in SHARE.states], default=DRAFT)
    carried = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(default=0, help_text="Of its newest version that was agreed to.")
    answer = models.CharField(max_length=12, blank=True)
    answered_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_why = models.CharField(max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["purpose", "source", "authority"], condition=Q(state__in=OPEN), name="schoolshare_open_once"
            ),
            models.CheckConstraint(condition=~Q(state=REVOKED) | ~Q(ended_why=""), name="schoolshare_why"),
            models.CheckConstraint(
                condition=~Q(state=PUBLISHED) | Q(number__gt=0, expires_on__isnull=False), name="schoolshare_published"
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"


class ShareVersion(StampedModel):
    """A share as it was agreed to, for ever: what the authority was given. Its key is that of the authority's copy.

    `files` are those that go with it, each with its name, document, kind, size, hash, and the name of its copy on the
    authority's shelf: chosen when it was agreed to, so that a worker who is killed copies none twice and leaves none behind.
    `pupils` are those whom one about several names: from whom any of them is hidden, that person does not open it.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    files = models.JSONField(default=list)
    pupils = ArrayField(models.UUIDField(), default=list)
    why = models.CharField(
        max_length=LONGEST_REASON, blank=True, help_text="What is new in it; of what is restricted, why."
    )
    answer_by = models.DateField(null=True)
    next_on = models.DateField(null=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=300, help_text="Name and position.")
    published_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "number"], name="schoolshareversion_number"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of share {self.share_id}"


class ShareAct(StampedModel):
    """What was said or done about a share at either end, never changed. The authority's have the key they have there.

    `problem` is why the school's own records could not follow an act of the authority: a person has to, and says so.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="acts")
    ours = models.BooleanField(help_text="Whether the school did it, and not the authority.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=300)
    number = models.PositiveSmallIntegerField(help_text="Of which version.")
    move = models.CharField(max_length=12)
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    on = models.DateField(null=True)
    details = models.JSONField(default=dict)
    problem = models.CharField(max_length=LONGEST_REASON, blank=True)
    seen_at = models.DateTimeField(null=True, help_text="When somebody here ticked it off.")
    seen_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"act {self.pk} on a share"


class SharingSettings(StampedModel):
    """What the school has set about sharing, one row: whom to ring, and the legal basis by purpose.

    The basis is the data protection officer's to set; where it is not, the purpose's own source is shown.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = models.SmallIntegerField(primary_key=True, default=1)
    ring = models.CharField(max_length=300, blank=True)
    basis = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="sharingsettings_one_row"),
        ]

    def __str__(self) -> str:
        return "sharing settings"
