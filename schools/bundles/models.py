"""Bundles of evidence, and each version of one as it was frozen."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.bundles.rules.kinds import BUNDLE, DRAFT, LONGEST_REASON, LONGEST_STATEMENT, OPEN, BundleKind, How
from schools.cases.models import Case
from schools.roll.models import Contact


class Bundle(StampedModel):
    """What an authority is asked about one child and one parent: prepared, frozen, sent, and what came back.

    While it is prepared, it says what registers and case say; what is chosen for it is here: the days of its extract, the
    files that go with it, the statement. The authority is known by its short name, as its profile is.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bundles")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=[(one.value, one.words) for one in BundleKind])
    state = models.CharField(max_length=10, choices=[(one.key, one.words) for one in BUNDLE.states], default=DRAFT)
    authority = models.CharField(max_length=31, help_text="The short name of whom it asks, as its profile has it.")
    authority_name = models.CharField(max_length=200)
    first = models.DateField(help_text="The first day of its extract.")
    last = models.DateField(help_text="And the last.")
    attached = ArrayField(models.UUIDField(), default=list, help_text="Files of the case that go with it, one by one.")
    statement = models.TextField(max_length=LONGEST_STATEMENT, blank=True)
    answer = models.CharField(max_length=LONGEST_REASON, blank=True, help_text="What the authority asks or answered.")
    answered_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="bundle_period"),
            models.UniqueConstraint(
                fields=["case", "contact", "kind"], condition=Q(state__in=OPEN), name="bundle_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"


class BundleVersion(StampedModel):
    """A bundle as it was frozen, for ever. The worker makes its files of `evidence` and of nothing later.

    `digest` is the SHA-256 of the evidence, printed in the PDF; that of the manifest is `manifest_sha256`, once it is made.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    as_at = models.DateTimeField()
    evidence = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_by = models.CharField(max_length=200, help_text="Who froze it.")
    signed_position = models.CharField(max_length=100, blank=True)
    files = models.JSONField(
        default=list, help_text="Each with its name, its key in the school's documents, and its hash."
    )
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    sent_on = models.DateField(null=True)
    sent_how = models.CharField(max_length=12, blank=True, choices=[(one.value, one.words) for one in How])
    sent_by = models.CharField(max_length=200, blank=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bundle", "number"], name="bundleversion_number"),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_how="") | Q(sent_on__isnull=False) & ~Q(files=[]) & ~Q(sent_how=""),
                name="bundleversion_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of bundle {self.bundle_id}"
