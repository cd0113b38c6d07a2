"""Where pupils live and with whom, the other school some attend, and what only few may know."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.database.functions import uuid_key
from foundation.database.models import StampedModel
from schools.roll.models.pupils import Pupil

FIRST_SLOT, LAST_SLOT = 1, 10


class Household(StampedModel):
    """A home at one address. A family that moves has a new household, so that past addresses stay."""

    id = uuid_key()
    address = models.CharField(max_length=500, blank=True)
    authority = models.CharField(
        max_length=100, blank=True, help_text="The home's local authority, where it is not the school's."
    )

    class Meta(StampedModel.Meta):
        pass

    def __str__(self) -> str:
        return f"household {self.pk}"


class HouseholdPupil(StampedModel):
    """A pupil living in a household, from when until when. One who lives in two homes is in both."""

    id = uuid_key()
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="pupils")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="households")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["household", "pupil", "starts_on"], name="householdpupil_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="householdpupil_order"
            ),
        ]

    def __str__(self) -> str:
        return f"living there {self.pk}"


class DualRegistration(StampedModel):
    """A pupil also registered at another school, and the sessions of a week due there.

    Each school records its own sessions and enters D for the other's. `slots` number the week's sessions: 1 is Monday
    morning, 2 Monday afternoon, and so on to 10, Friday afternoon (`rules.week_slots`).
    """

    class Status(models.TextChoices):
        """What this school is to the pupil."""

        MAIN = "M", "Main"
        SUBSIDIARY = "S", "Subsidiary"

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="dual_registrations")
    status = models.CharField(max_length=1, choices=Status.choices, help_text="This school's.")
    other_school = models.CharField(max_length=200)
    other_urn = models.CharField(max_length=6, blank=True)
    slots = ArrayField(models.PositiveSmallIntegerField(), help_text="The week's sessions due at the other school.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "starts_on"], name="dualregistration_once"),
            models.CheckConstraint(
                condition=Q(slots__contained_by=list(range(FIRST_SLOT, LAST_SLOT + 1))), name="dualregistration_slots"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="dualregistration_order"
            ),
        ]

    def __str__(self) -> str:
        return f"dual registration {self.pk}"


class RestrictedFlag(StampedModel):
    """What only the safeguarding lead and the headteacher may see of a pupil; every read leaves an audit line.

    Read it through `schools.roll.queries.restricted` alone, and never in a list, a count or an export: what lists show is
    the sign that it sets (`ContactFirst`).
    """

    class Kind(models.TextChoices):
        """What is recorded."""

        YOUNG_CARER = "young_carer", "Young carer"
        CIN = "cin", "Child in need"
        CP = "cp", "Child protection plan"

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="restricted_flags")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    worker_name = models.CharField(max_length=200, blank=True, help_text="The social worker.")
    worker_phone = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pupil", "kind", "starts_on"], name="restrictedflag_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="restrictedflag_order"
            ),
        ]

    def __str__(self) -> str:
        return f"restricted flag {self.pk}"


class ContactFirst(StampedModel):
    """A sign that a pupil is to be looked for before others: unexplained, they are rung about first. It does not say why.

    A restricted flag or being looked after sets one, which holds as long as that does (`operations.contact_first`); the
    safeguarding lead sets one for any reason. Whoever may see the pupil may see it, and nothing but `holds` is asked of it.
    """

    id = uuid_key()
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contact_first_signs")
    set_by = models.UUIDField(null=True, unique=True, help_text="The flag that set it, by value; null for a person.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="The last day of the flag that set it.")
    lifted_on = models.DateField(null=True, help_text="The day from which it was taken off.")

    class Meta(StampedModel.Meta):
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(set_by__isnull=True, lifted_on__isnull=True), name="contactfirst_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="contactfirst_order"
            ),
        ]

    def __str__(self) -> str:
        return f"sign {self.pk}"
