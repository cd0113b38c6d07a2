"""A parent's wish to educate their child at home, and the consents without which some may not leave."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.missing.rules.home_education import Bar, Speaker, Talk


class HomeEducation(StampedModel):
    """What is held of it in a case, as it comes in. The writing itself is a file of the case, or its particulars are here.

    `bars` is None until somebody has said whether any of `rules.home_education.Bar` holds; empty when none does.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="home_education")
    spoke = models.CharField(max_length=9, choices=[(one.value, one.words) for one in Speaker], blank=True)
    spoke_name = models.CharField(max_length=200, blank=True)
    spoke_on = models.DateField(null=True)
    spoke_as = models.CharField(max_length=LONGEST, blank=True)
    written_by = models.CharField(max_length=200, blank=True, help_text="Which parent wrote.")
    written_on = models.DateField(null=True, help_text="The day of the writing.")
    received_on = models.DateField(null=True)
    written_as = models.CharField(max_length=LONGEST, blank=True, help_text="What it says, and where it is kept.")
    starts_on = models.DateField(null=True, help_text="From when the child is to be educated otherwise, as written.")
    offered_on = models.DateField(null=True, help_text="When a talk about the reasons was offered.")
    talk = models.CharField(max_length=8, choices=[(one.value, one.words) for one in Talk], blank=True)
    talked_on = models.DateField(null=True)
    talked_as = models.CharField(max_length=LONGEST, blank=True)
    bars = ArrayField(models.CharField(max_length=7), null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(spoke="", spoke_on__isnull=True)
                | ~Q(spoke="") & ~Q(spoke_name="") & Q(spoke_on__isnull=False),
                name="homeeducation_spoke",
            ),
            models.CheckConstraint(
                condition=Q(written_on__isnull=True, received_on__isnull=True)
                | Q(written_on__isnull=False, received_on__isnull=False) & ~Q(written_by="") & ~Q(written_as=""),
                name="homeeducation_written",
            ),
            models.CheckConstraint(
                condition=Q(offered_on__isnull=True, talk="") | Q(offered_on__isnull=False) & ~Q(talk=""),
                name="homeeducation_talk",
            ),
        ]

    def __str__(self) -> str:
        return f"home education {self.pk}"


class Consent(StampedModel):
    """The consent of the authority without which a bar stops the pupil's leaving: whose, of what day. Never changed."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    bar = models.CharField(max_length=7, choices=[(one.value, one.words) for one in Bar])
    whose = models.CharField(max_length=200)
    given_on = models.DateField()
    words = models.CharField(max_length=LONGEST, help_text="How it was given, and where it is kept.")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["given_on", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "bar"], name="consent_once"),
            models.CheckConstraint(condition=~Q(whose="") & ~Q(words=""), name="consent_whole"),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
