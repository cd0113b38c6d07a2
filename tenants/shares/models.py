"""What was shared with an authority, its answers, its ledger and its questions; and a trust's index of its schools' shares.

With the movers' table, these are the only ones above the schools with rows about one pupil (docs/decisions/
0071-shares-are-copies.md). Each row is one authority's alone; the index, which a trust reads, holds nothing of a pupil.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from tenants.policies.rules.notice_states import WITHDRAWN
from tenants.shares.rules import states
from tenants.shares.rules.purposes import Purpose

_PURPOSES = [(one.value, one.words) for one in Purpose]
#: What a trust's index has in the place of a purpose that would itself tell of a child, and its words.
RESTRICTED = ("restricted", "Restricted")
_STATES = list(dict.fromkeys(state.key for thing in states.THINGS.values() for state in thing.states))
_HEX = r"^[0-9a-f]{64}$"
LONGEST_WORDS = 1_000


class Share(StampedModel):
    """One thing that a school shares with an authority. Its key is that of the school's own row about it.

    `number` is its newest version's. `about` names whom it is about, for lists and search. `state` is how far the authority
    has come with it. `expires_on` is the last day on which it may be opened. Of one that ended nothing stays but its key,
    so that a publication which was under way when it ended brings nothing back.
    """

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = models.UUIDField(primary_key=True)
    authority_id = models.UUIDField()
    trust_id = models.UUIDField()
    school_id = models.UUIDField()
    school_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=14, choices=_PURPOSES)
    about = models.CharField(max_length=300)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=states.RECEIVED)
    received_at = models.DateTimeField(help_text="When its newest version came.")
    answer_by = models.DateField(null=True, help_text="By when the school expects an answer.")
    next_on = models.DateField(
        null=True, help_text="The day of what comes after the answer: a review, a meeting, an end."
    )
    expires_on = models.DateField()
    taken_by = models.UUIDField(null=True, help_text="The officer who has taken it on.")
    taken_name = models.CharField(max_length=200, blank=True)
    taken_on = models.DateField(null=True)
    announced = models.BooleanField(default=False, help_text="Whether the officers were told that it came.")
    ended_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=_STATES), name="share_state"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(about="", taken_by=None), name="share_ended"),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_on=None, taken_name="")
                | Q(taken_by__isnull=False, taken_on__isnull=False),
                name="share_taken",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["authority_id"], name="share_authority")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class Version(StampedModel):
    """One publication of a share: what it held then, never changed. `snapshot` is a `rules.purposes.Snapshot`.

    `amended` is what the school's register says now otherwise than the extract: flagged beside it, never inside.
    """

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = models.UUIDField(primary_key=True)
    authority_id = models.UUIDField()
    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(help_text="When it was published.")
    agreed_by = models.CharField(max_length=300)
    why = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="What is new in it.")
    snapshot = models.JSONField()
    amended = models.JSONField(
        default=list, help_text="Sessions amended since, each with its day, and what it was and is."
    )

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "number"], name="shareversion_number"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of share {self.share_id}"


class File(StampedModel):
    """A file of a version, copied to the authority's own shelf in the store under `stored_as`."""

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = models.UUIDField(primary_key=True)
    authority_id = models.UUIDField()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=32)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "name"], name="sharefile_name"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class Act(StampedModel):
    """What was done with a share at either end, never changed: the thread of both.

    The authority's are carried to the school by the worker (`carried_at`). It has no foreign key: an answer outlives a share
    that is revoked before it was carried, and goes once it was.
    """

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = uuid_key()
    authority_id = models.UUIDField()
    share_id = models.UUIDField()
    school_id = models.UUIDField()
    ours = models.BooleanField(help_text="Whether the authority did it, and not the school.")
    person_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=300)
    at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(help_text="Of which version.")
    move = models.CharField(
        max_length=12, help_text="A move of the share's table; or take, hand_on, message, open, remind."
    )
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    on = models.DateField(null=True, help_text="The day that was given with it.")
    details = models.JSONField(default=dict, help_text="Of a notice, its order and rate.")
    carried_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["share_id", "at"], name="shareact_share")]

    def __str__(self) -> str:
        return f"act {self.pk}"


class Notice(StampedModel):
    """A penalty notice in an authority's ledger, without names: a child, and the child with one parent, as digests.

    `order` is which it is in three years, of this parent for this child. It outlives the share it came of.
    """

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = uuid_key()
    authority_id = models.UUIDField()
    key_number = models.IntegerField()
    of_whom = models.CharField(max_length=64, help_text="Digest of UPN, surname and birth date.")
    to_whom = models.CharField(max_length=64, help_text="Digest of those with the parent's name.")
    share_id = models.UUIDField(null=True, help_text="The share it came of; kept when that has gone.")
    order = models.PositiveSmallIntegerField()
    rate = models.CharField(max_length=7)
    state = models.CharField(max_length=12)
    issued_on = models.DateField()
    received_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    over_on = models.DateField(null=True)
    keep_until = models.DateField()

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(of_whom__regex=_HEX, to_whom__regex=_HEX), name="sharenotice_form"),
            models.CheckConstraint(condition=Q(state__in=[*states.NOTICE_STANDS, WITHDRAWN]), name="sharenotice_state"),
            models.UniqueConstraint(fields=["share_id"], name="sharenotice_share"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority_id", "of_whom"], name="sharenotice_of"),
            models.Index(fields=["authority_id", "to_whom"], name="sharenotice_to"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Question(StampedModel):
    """An authority asks another whether it holds a notice of a child. Yes or no, and the day of the newest; nothing else.

    What was typed became a digest at once and stands nowhere. The row is the asker's; the worker answers as the other.
    """

    grants: ClassVar[dict[str, str]] = {"authority": "SELECT, INSERT, UPDATE"}
    row_security: ClassVar[dict[str, str]] = {"authority": "authority_id"}

    id = uuid_key()
    authority_id = models.UUIDField()
    asked_of = models.UUIDField(help_text="The other authority.")
    asked_name = models.CharField(max_length=200)
    of_whom = models.JSONField(help_text="The digest under each key, the newest first.")
    person_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    answer = models.BooleanField(null=True)
    issued_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(issued_on=None) | Q(answer=True), name="sharequestion_answer"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority_id", "person_id", "at"], name="sharequestion_by")
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Index(StampedModel):
    """A share as the trust of its school sees it: nothing of a pupil. Its key is the share's.

    Of one that is restricted it does not say what for: whoever has a part in trust and school would know more by it than
    the school lets them.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = models.UUIDField(primary_key=True)
    trust_id = models.UUIDField()
    school_id = models.UUIDField()
    authority_name = models.CharField(max_length=200)
    purpose = models.CharField(
        max_length=14, choices=[*(one for one in _PURPOSES if not Purpose(one[0]).restricted), RESTRICTED]
    )
    reference = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    expires_on = models.DateField()
    state = models.CharField(max_length=12, help_text="At the authority, or how it ended: revoked, expired.")
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wanted_back = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="Why the trust takes it back.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-published_at", "-id"]

    def __str__(self) -> str:
        return f"share {self.reference}"
