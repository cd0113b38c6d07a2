"""What each school has published to its trust: counts, never rows about a pupil.

Every table carries `trust_id` under row-level security and names its school by key alone. A figure is counted for one
group of pupils at a time (all, FSM6, SEN support, ...), never for two groups crossed. Exact inside; small numbers are
hidden on the way out (`trust_reporting.comparison.rules.small_numbers`).
"""

from typing import ClassVar, Final

from django.db import models

from foundation.database.models import StampedModel
from trust_reporting.figures.rules.cohorts import Cohort

COHORTS = [(cohort.value, cohort.label) for cohort in Cohort]
#: The columns that count sessions by class, named as in `schools.registers.rules.totals.Totals`.
CLASSES: Final = (
    "present",
    "approved",
    "authorised",
    "unauthorised",
    "not_possible",
    "not_collected",
    "missing",
    "late_before",
    "late_after",
)


class PublishedModel(StampedModel):
    """A row a school published to its trust. Written by the trust's own role; no school's role can reach it."""

    grants: ClassVar[dict[str, str]] = {"trust": "SELECT, INSERT, UPDATE, DELETE"}
    row_security: ClassVar[dict[str, str]] = {"trust": "trust_id"}

    trust_id = models.UUIDField()
    school_id = models.UUIDField()

    class Meta(StampedModel.Meta):
        abstract = True


class CountedByClass(PublishedModel):
    """Sessions counted by CLASSES."""

    present = models.IntegerField()
    approved = models.IntegerField()
    authorised = models.IntegerField()
    unauthorised = models.IntegerField()
    not_possible = models.IntegerField()
    not_collected = models.IntegerField()
    missing = models.IntegerField()
    late_before = models.IntegerField()
    late_after = models.IntegerField()

    class Meta(PublishedModel.Meta):
        abstract = True


class YearPublication(PublishedModel):
    """How far one school's figures for one academic year reach, and as at when.

    `first_on` and `through` are the first and last date with a mark; between them a due session without a mark is
    missing, after `through` it is still to come. `newest_on` and `newest_session` are the newest session of the whole
    school that was taken when these were counted: none is missing after it, whatever the year. `calendar` is the school's
    own: half-terms and days it does not meet, with the reason. `periods` says which version of each period's enrolments
    is here (`schools.registers.models.JudgedPeriod`). `version` counts the publications: each says on which it rests.
    """

    pk = models.CompositePrimaryKey("school_id", "academic_year")
    academic_year = models.PositiveSmallIntegerField()
    version = models.BigIntegerField()
    first_on = models.DateField(null=True, help_text="Null, as is `through`, when no date has a mark.")
    through = models.DateField(null=True)
    newest_on = models.DateField(null=True, help_text="Null, as is `newest_session`, when no session was taken.")
    newest_session = models.SmallIntegerField(null=True)
    published_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, help_text="When the whole year was last counted again from the marks.")
    calendar = models.JSONField()
    periods = models.JSONField(default=dict)

    class Meta(PublishedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"published year {self.academic_year} of {self.school_id}"


class PublishedDate(PublishedModel):
    """A date whose sessions are counted here, and the academic year it belongs to in the school's calendar."""

    pk = models.CompositePrimaryKey("school_id", "date")
    academic_year = models.PositiveSmallIntegerField()
    date = models.DateField()

    class Meta(PublishedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"published date {self.date:%Y-%m-%d}"


class SessionCount(CountedByClass):
    """Marks of one session, by year group, cohort and whether the pupils are in published figures.

    The whole roll is both rows, `in_published` true and false; the published basis is the true one alone. Classes are
    those of `schools.registers.rules.totals.Totals`; `codes` counts every code, from which the classes follow.
    """

    pk = models.CompositePrimaryKey("school_id", "cohort", "date", "session", "year_group", "in_published")
    cohort = models.CharField(max_length=5, choices=COHORTS)
    date = models.DateField()
    session = models.SmallIntegerField()
    year_group = models.CharField(max_length=2, blank=True, help_text="Empty where the roll does not say.")
    in_published = models.BooleanField()
    codes = models.JSONField(help_text="Sessions by code; the empty code counts the missing ones.")

    class Meta(CountedByClass.Meta):
        pass

    def __str__(self) -> str:
        return f"session counts of {self.date:%Y-%m-%d} {self.session}"


class WeekCount(CountedByClass):
    """A week's session counts summed over its dates and year groups, and how small the group became in it.

    It says nothing that the session counts do not: they are summed here once, so that a page need not. `week` is the
    Monday; of a week that two academic years share each has a row. `fewest` is the fewest pupils in the group, or in
    published figures (or outside them) and not in the group, of the week's sessions with pupils on both sides; of all
    pupils, the fewest of any session that had some. Null: there was no such session. `fewest_sen` is the same of SEN
    support and plans taken together, and stands with all pupils alone.
    """

    pk = models.CompositePrimaryKey("school_id", "academic_year", "cohort", "week", "in_published")
    academic_year = models.PositiveSmallIntegerField()
    cohort = models.CharField(max_length=5, choices=COHORTS)
    week = models.DateField()
    in_published = models.BooleanField()
    fewest = models.IntegerField(null=True)
    fewest_sen = models.IntegerField(null=True)

    class Meta(CountedByClass.Meta):
        pass

    def __str__(self) -> str:
        return f"counts of the week of {self.week:%Y-%m-%d}"


class EnrolmentCount(PublishedModel):
    """Enrolments of one published period, and how many were persistently and severely absent in it.

    `enrolments` had at least one possible session; `none_possible` were on roll and had none, and are in neither side
    of a rate. `period` is a key of `trust_reporting.figures.rules.periods`.
    """

    pk = models.CompositePrimaryKey("school_id", "academic_year", "period", "basis", "cohort", "year_group")
    academic_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=6)
    basis = models.CharField(max_length=9)
    cohort = models.CharField(max_length=5, choices=COHORTS)
    year_group = models.CharField(max_length=2, blank=True)
    enrolments = models.IntegerField()
    persistent = models.IntegerField()
    severe = models.IntegerField()
    none_possible = models.IntegerField()

    class Meta(PublishedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"enrolments of {self.period} {self.academic_year}"


class RepeatedCount(PublishedModel):
    """By how much one school's movers make sums over schools of the trust count somebody more than once.

    Of pupils who came from the schools `others` (their keys, with commas), all who did so together: so many `pupils`, and
    what is to be taken off the sums of enrolments, persistently and severely absent so that each of them counts once.
    """

    pk = models.CompositePrimaryKey("school_id", "academic_year", "period", "basis", "others")
    academic_year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=6)
    basis = models.CharField(max_length=9)
    others = models.CharField(max_length=400)
    pupils = models.IntegerField()
    enrolments = models.IntegerField()
    persistent = models.IntegerField()
    severe = models.IntegerField()

    class Meta(PublishedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"repeated in {self.period} {self.academic_year}"
