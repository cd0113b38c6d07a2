"""Who has which role where, from when until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.database.functions import uuid_key
from tenants.trusts.models import LocalAuthority, School, Trust

AT_SCHOOL = [role.value for role in Role if role.place == "school"]
AT_TRUST = [role.value for role in Role if role.place == "trust"]
AT_AUTHORITY = [role.value for role in Role if role.place == "authority"]
AT_PLATFORM = [role.value for role in Role if role.place == "platform"]


class Membership(models.Model):
    """One person's role at one place. Ended, never deleted: who could see what, when, must stay answerable.

    It holds from `starts_on` to the end of `ends_on`, unless somebody ended it sooner, at once, at `ended_at`.
    """

    grants: ClassVar[dict[str, str]] = {"identity": "SELECT, INSERT, UPDATE"}

    id = uuid_key()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="memberships")
    trust = models.ForeignKey(Trust, null=True, on_delete=models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="The last day it holds.")
    ended_at = models.DateTimeField(null=True, help_text="The moment it was ended before its last day.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(role__in=AT_SCHOOL, school__isnull=False, trust__isnull=True, authority__isnull=True)
                | Q(role__in=AT_TRUST, school__isnull=True, trust__isnull=False, authority__isnull=True)
                | Q(role__in=AT_AUTHORITY, school__isnull=True, trust__isnull=True, authority__isnull=False)
                | Q(role__in=AT_PLATFORM, school__isnull=True, trust__isnull=True, authority__isnull=True),
                name="membership_role_fits_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="membership_dates_order"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "school", "trust", "authority", "starts_on"],
                condition=Q(ended_at__isnull=True),  # what was ended by mistake can be given again on the same day
                name="membership_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
