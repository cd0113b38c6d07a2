"""A search for a child, and the enquiries that school and authority make in it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.missing.rules.enquiries import Result, Side


class Search(StampedModel):
    """A case's search: the first day missing, when the child was last seen, and what is said of sickness.

    `cause_known` is a person's answer, of `cause_on`, whether sickness or another unavoidable cause is known: None before.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="search")
    first_day = models.DateField(help_text="The first day on which the child was missing.")
    seen_on = models.DateField(null=True, help_text="When the child was last seen.")
    seen_as = models.CharField(max_length=LONGEST, blank=True, help_text="Where, and by whom.")
    cause_known = models.BooleanField(null=True)
    cause_as = models.CharField(max_length=LONGEST, blank=True)
    cause_on = models.DateField(null=True)
    cause_by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(seen_on__isnull=True, seen_as="") | Q(seen_on__isnull=False) & ~Q(seen_as=""),
                name="search_seen",
            ),
            models.CheckConstraint(
                condition=Q(cause_known__isnull=True, cause_on__isnull=True, cause_as="")
                | Q(cause_known__isnull=False, cause_on__isnull=False) & ~Q(cause_as=""),
                name="search_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"search {self.pk}"


class Enquiry(StampedModel):
    """One enquiry: its kind (`rules/enquiries.toml`), whose it was, who made it, and what came of it. Its answer may come
    later; nothing else of it changes."""

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=20)
    side = models.CharField(max_length=9, choices=[(one.value, one.words) for one in Side])
    on = models.DateField()
    who = models.CharField(max_length=200, help_text="Who made it.")
    words = models.CharField(max_length=LONGEST, help_text="Whom or what was asked, and how.")
    result = models.CharField(max_length=7, choices=[(one.value, one.words) for one in Result])
    came = models.CharField(max_length=LONGEST, blank=True, help_text="What came of it.")
    answered_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["on", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(result=Result.WAITING.value, answered_on__isnull=True, came="")
                | ~Q(result=Result.WAITING.value) & Q(answered_on__gte=F("on")) & ~Q(came=""),
                name="enquiry_answered",
            ),
            models.CheckConstraint(condition=~Q(who="") & ~Q(words=""), name="enquiry_whole"),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"
