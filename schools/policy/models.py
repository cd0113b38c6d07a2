"""The policy at a school: its copy of the trust's versions, its own lines, and what the two are together."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel


class PolicyVersion(StampedModel):
    """A version of the trust's policy, as the trust approved it. Its rights let nobody change or remove one.

    `document` is canonical JSON and `sha256` its hash. No letter goes out by it for a day before `letters_from`.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    version = models.PositiveIntegerField(primary_key=True)
    from_day = models.DateField()
    letters_from = models.DateField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()
    taken_in_at = models.DateTimeField(help_text="When it came to the school.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["version"]

    def __str__(self) -> str:
        return f"version {self.version} of the trust's policy"


class OverrideVersion(StampedModel):
    """The school's own lines, as its head approved them: all of them, from a day on. Nothing changes them any more.

    `lines` are those of `tenants.policies.rules.overriding`: path, value and reason.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    number = models.PositiveIntegerField(primary_key=True)
    base_version = models.PositiveIntegerField(help_text="The trust's version that the lines were checked against.")
    from_day = models.DateField()
    lines = models.JSONField()
    drafted_by = models.CharField(max_length=200)
    approved_by_id = models.UUIDField()
    approved_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gte=1), name="overrideversion_from_one"),
        ]

    def __str__(self) -> str:
        return f"override {self.number}"


class OverrideDraft(StampedModel):
    """The school's next lines, being written: one draft at a time.

    `edits` counts its changes, so that nobody changes or approves what they have not seen.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    edits = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField()
    changed_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="overridedraft_one"),
        ]

    def __str__(self) -> str:
        return "override draft"


class OwnExample(StampedModel):
    """An example that the school has added itself, of a child it has invented: `example` in the shape of `rules`."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, DELETE"}

    id = uuid_key()
    name = models.CharField(max_length=120, unique=True)
    example = models.JSONField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"example {self.pk}"


class Unheld(StampedModel):
    """A role that a policy of today or of a later day gives work to, and that nobody at the school held when last looked.

    The worker keeps it: who holds which role is known above the school alone.
    """

    role = models.CharField(primary_key=True, max_length=40)
    since = models.DateField(help_text="The day on which it was first found so.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["role"]

    def __str__(self) -> str:
        return f"nobody is {self.role}"


class InForce(StampedModel):
    """A version of the trust's with an override of the school's in it, as they decide together. Written once, for ever.

    `override` is 0 where the school has no lines. `dropped` are the lines that do not stand under the version, each with
    what is wrong: `[{"path": …, "why": …}]`.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    pk = models.CompositePrimaryKey("version", "override")
    version = models.PositiveIntegerField()
    override = models.PositiveIntegerField()
    from_day = models.DateField(help_text="The first day on which the two can decide together.")
    letters_from = models.DateField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    dropped = models.JSONField(default=list)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(letters_from__gte=F("from_day")), name="inforce_no_letters_for_the_past"
            ),
        ]

    def __str__(self) -> str:
        return f"in force {self.version}.{self.override}"


class AuthorityProfile(StampedModel):
    """What an authority asks before a penalty notice, as the trust approved it for all its schools. Never changed.

    Of every authority that the trust has written down: a pupil may live in another than the school's. `document` is
    canonical JSON of `tenants.policies.rules.profile`, and `sha256` its hash.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    pk = models.CompositePrimaryKey("authority", "version")
    authority = models.CharField(max_length=31, help_text="The authority's short name.")
    authority_name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    from_day = models.DateField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField()
    taken_in_at = models.DateTimeField(help_text="When it came to the school.")

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"version {self.version} of the profile of {self.authority}"
