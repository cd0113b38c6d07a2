"""A trust's policy: the versions that were approved, which nothing changes any more, and the one draft of the next."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel

#: What a trust owes its schools when a version is approved: a copy of it.
POLICY_APPROVED = "policy.approved"
#: As above, of an authority's profile.
PROFILE_APPROVED = "profile.approved"


class PolicyVersion(StampedModel):
    """A version that was approved. Its rights let nobody change or remove one: a decision cites its version for ever.

    It decides from `from_day`, until a later version does. `document` is canonical JSON and `sha256` its hash. No letter
    goes out by it for a day before `letters_from`. Version 1 is approved by nobody: every trust begins with it.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    version = models.PositiveIntegerField()
    from_day = models.DateField()
    letters_from = models.DateField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=200)
    approved_by_id = models.UUIDField(null=True)
    approved_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust_id", "version"], name="policyversion_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="policyversion_sha256_form"),
            models.CheckConstraint(
                condition=Q(letters_from__gte=models.F("from_day")), name="policyversion_no_letters_for_the_past"
            ),
        ]

    def __str__(self) -> str:
        return f"policy version {self.version} of {self.trust_id}"


class PolicyDraft(StampedModel):
    """The next version, being written. One at a time: two would be compared with one another and with what is live.

    `edits` counts its changes, so that nobody changes or approves what they have not seen.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    trust_id = models.UUIDField(primary_key=True)
    edits = models.PositiveIntegerField(default=0)
    document = models.TextField()
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()
    changed_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"policy draft of {self.trust_id}"


class SchoolPolicy(StampedModel):
    """How a school stands, as it last told its trust: the newest version it holds, what decides there, and its own lines.

    Numbers, and 0 where there is none. `lines` of its override stand in it, `dropped` do not. `unheld` are the roles that
    its policy gives work to and nobody there holds.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    school_id = models.UUIDField(primary_key=True)
    trust_id = models.UUIDField()
    held = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    override = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField()
    unheld = models.JSONField(default=list)
    told_at = models.DateTimeField()

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"policy at {self.school_id}"


class ProfileVersion(StampedModel):
    """What one authority asks before it issues a penalty notice, as the trust has read it, from a day on; kept for ever.

    Versions count for each authority apart. `document` is canonical JSON of `rules.profile` and `sha256` its hash.
    """

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    authority = models.CharField(max_length=31, help_text="The authority's short name, as its host has it.")
    authority_name = models.CharField(max_length=200, help_text="Its name when this was approved, for schools to say.")
    version = models.PositiveIntegerField()
    from_day = models.DateField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=200)
    approved_by_id = models.UUIDField()
    approved_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust_id", "authority", "version"], name="profileversion_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="profileversion_sha256_form"),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of the profile of {self.authority}"


class ProfileDraft(StampedModel):
    """The next version of one authority's profile, being written: one at a time. `edits` counts from 1."""

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    id = uuid_key()
    trust_id = models.UUIDField()
    authority = models.CharField(max_length=31)
    edits = models.PositiveIntegerField()
    document = models.TextField()
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()
    changed_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trust_id", "authority"], name="profiledraft_one"),
        ]

    def __str__(self) -> str:
        return f"draft of the profile of {self.authority}"
