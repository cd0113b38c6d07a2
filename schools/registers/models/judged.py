"""What each pupil adds to the figures of a published period, and the sums of that: kept, so that one mark costs one pupil.

Nothing here is a fact of its own. All of it follows from the pupil-weeks, the roll and the calendar, and can be thrown
away and worked out again (`schools.registers.operations.judging`).
"""

from django.db import models

from foundation.database.models import StampedModel


class Verdict(models.IntegerChoices):
    """How one enrolment of a period counts. Who is severely absent is persistently absent, too."""

    NONE_POSSIBLE = 0
    WITHIN = 1
    PERSISTENT = 2
    SEVERE = 3


class PupilPeriod(StampedModel):
    """One pupil who was on roll in one period: the groups of their last day on roll in it, and how they count.

    `whole` is the verdict on the whole roll, `published` on the published basis, null where that leaves the pupil out.
    `period` is a key of those that are published (`ht1`, `autumn`, `year`).
    """

    pk = models.CompositePrimaryKey("pupil_key", "academic_year", "period")
    pupil_key = models.IntegerField()
    academic_year = models.SmallIntegerField()
    period = models.CharField(max_length=6)
    year_group = models.CharField(max_length=2, blank=True, help_text="Empty where the roll does not say.")
    sex = models.CharField(max_length=1, blank=True)
    fsm6 = models.BooleanField()
    sen_k = models.BooleanField()
    sen_e = models.BooleanField()
    eal = models.BooleanField()
    whole = models.SmallIntegerField(choices=Verdict)
    published = models.SmallIntegerField(choices=Verdict, null=True)

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"one pupil's {self.period} {self.academic_year}"


class PeriodCount(StampedModel):
    """The sums of `PupilPeriod`, by basis, group of pupils and year group: what the school publishes of a period.

    `enrolments` had a possible session; `none_possible` were on roll and had none. All noughts where nobody is left.
    """

    pk = models.CompositePrimaryKey("academic_year", "period", "basis", "cohort", "year_group")
    academic_year = models.SmallIntegerField()
    period = models.CharField(max_length=6)
    basis = models.CharField(max_length=9)
    cohort = models.CharField(max_length=5)
    year_group = models.CharField(max_length=2, blank=True)
    enrolments = models.IntegerField()
    persistent = models.IntegerField()
    severe = models.IntegerField()
    none_possible = models.IntegerField()

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"counts of {self.period} {self.academic_year}"


class JudgedPeriod(StampedModel):
    """A period in which somebody has a mark, with everybody in it judged. `version` is renewed when its sums change."""

    pk = models.CompositePrimaryKey("academic_year", "period")
    academic_year = models.SmallIntegerField()
    period = models.CharField(max_length=6)
    version = models.BigIntegerField()

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.period} {self.academic_year}, judged"
