"""A referral of a case to a service, the consents it rests on, and what was sent."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case, Task
from schools.cases.rules.wording import LONGEST, LONGEST_NOTE
from schools.referrals.models.directory import Service
from schools.referrals.rules import states
from schools.referrals.rules.consent import LONGEST_NAME, How, Whose
from schools.referrals.rules.services import Way
from schools.roll.models import Contact


class Referral(StampedModel):
    """A case put to a service. `parts` are the words under the keys of `rules.wanted`, as they are now; what was sent is in
    its versions. `health` is the sensitive part, which the safeguarding lead and the headteacher alone write and read.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=10, choices=[(one.key, one.words) for one in states.REFERRAL.states])
    parts = models.JSONField(default=dict)
    health = models.TextField(max_length=LONGEST_NOTE, blank=True)
    rings = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whom the service may ring at home."
    )
    because = models.CharField(max_length=LONGEST, blank=True, help_text="The lead's reason to refer without consent.")
    because_by = models.CharField(max_length=200, blank=True)
    because_on = models.DateField(null=True)
    asked = models.CharField(max_length=LONGEST, blank=True, help_text="What the service last asked for.")
    reply = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The case's task that waits for an answer.",
    )
    answer = models.CharField(
        max_length=LONGEST, blank=True, help_text="What the service said, or why it was taken back."
    )
    over_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "service"],
                condition=~Q(state__in=[one.key for one in states.REFERRAL.states if one.over]),
                name="referral_open_once",
            ),
            models.CheckConstraint(
                condition=Q(because="", because_on__isnull=True) | ~Q(because="") & Q(because_on__isnull=False),
                name="referral_because",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.key for one in states.REFERRAL.states if one.over], over_on__isnull=False)
                & ~Q(answer="")
                | ~Q(state__in=[one.key for one in states.REFERRAL.states if one.over])
                & Q(over_on__isnull=True, answer=""),
                name="referral_over",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class Consent(StampedModel):
    """Somebody's consent to a referral. Withdrawn, never deleted."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="consents")
    whose = models.CharField(max_length=6, choices=[(one.value, one.words) for one in Whose])
    name = models.CharField(max_length=LONGEST_NAME)
    how = models.CharField(max_length=7, choices=[(one.value, one.words) for one in How])
    what = models.CharField(max_length=LONGEST, help_text="What may be shared, and for what.")
    given_on = models.DateField()
    until = models.DateField(null=True, help_text="The last day on which it holds.")
    withdrawn_on = models.DateField(null=True)
    withdrawn_as = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["given_on", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("given_on")), name="consent_order"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_as="")
                | ~Q(withdrawn_as="") & Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Version(StampedModel):
    """What was sent of a referral, exactly: 1, then one for each time that more was asked for.

    By email it is the text of `letter` and has not left before `sent_on`; else it is the file `document`. One that holds the
    sensitive part is opened by who may read that.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=6, choices=[(one.value, one.words) for one in Way])
    holds = models.JSONField(default=list, help_text="What the parts it holds are called.")
    basis = models.CharField(max_length=LONGEST * 2)
    sensitive = models.BooleanField(default=False)
    sent_on = models.DateField(null=True)
    document = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file, as it was sent.")
    letter = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["referral", "number"], name="version_once"),
            models.CheckConstraint(
                condition=Q(way=Way.EMAIL.value, letter__isnull=False, document__isnull=True)
                | ~Q(way=Way.EMAIL.value) & Q(letter__isnull=True, document__isnull=False, sent_on__isnull=False),
                name="version_kept",
            ),
            models.CheckConstraint(condition=~Q(way=Way.EMAIL.value, sensitive=True), name="version_no_mail"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["letter"], condition=Q(letter__isnull=False), name="version_letter"),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"
