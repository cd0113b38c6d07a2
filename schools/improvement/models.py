"""A notice to improve: what it holds, its weeks, and what came of it. Its letters are those of `schools.letters`."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.cases.models import Case
from schools.cases.rules.wording import LONGEST
from schools.improvement.rules import states
from tenants.policies.rules.profile import LONGEST_WEEKS, SHORTEST_WEEKS

_OVER = [one.key for one in states.NOTICE.states if one.over]


class ImprovementNotice(StampedModel):
    """A notice to improve of one case, to each parent who may be written to. A case has one that is not over at most.

    `written` are the contents that people write, by the keys of `rules.contents`; `record` is what the register said, of the
    moment `as_at` (`rules.record`). Both are fixed from the approval on, as are the weeks. `profile_version` is the version
    of the authority's profile that it was approved under.
    """

    grants: ClassVar[dict[str, str]] = {"school": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="improvement_notices")
    state = models.CharField(max_length=12, choices=[(one.key, one.words) for one in states.NOTICE.states])
    edits = models.PositiveIntegerField(default=0)
    written = models.JSONField(default=dict)
    authority = models.CharField(max_length=31, help_text="The short name of the authority whose profile it goes by.")
    profile_version = models.PositiveIntegerField(null=True)
    weeks = models.PositiveSmallIntegerField(null=True, help_text="School weeks, as the profile has them.")
    record = models.JSONField(default=dict)
    as_at = models.DateTimeField(null=True)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=200, blank=True)
    sent_on = models.DateField(null=True, help_text="The day on which its first letter left.")
    over_on = models.DateField(null=True)
    over_by = models.CharField(max_length=200, blank=True)
    over_words = models.CharField(max_length=LONGEST, blank=True, help_text="The review, or why it ended.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["-drafted_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=states.OPEN), name="improvement_open_once"),
            models.CheckConstraint(
                condition=Q(weeks__isnull=True) | Q(weeks__range=(SHORTEST_WEEKS, LONGEST_WEEKS)),
                name="improvement_weeks",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[states.DRAFT, states.WITHDRAWN])
                | Q(approved_at__isnull=False, as_at__isnull=False, weeks__isnull=False, begins_on__lte=F("ends_on")),
                name="improvement_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.GIVEN) | Q(sent_on__isnull=False), name="improvement_given"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, over_on__isnull=False) & ~Q(over_words="")
                | ~Q(state__in=_OVER) & Q(over_on__isnull=True, over_words=""),
                name="improvement_over",
            ),
        ]

    def __str__(self) -> str:
        return f"notice to improve {self.pk}"
