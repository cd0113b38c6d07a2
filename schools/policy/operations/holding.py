"""Keeping which roles of the policy nobody at the school holds."""

import datetime as dt
from collections.abc import Collection

from foundation.access.roles import Role
from schools.policy.models import Unheld
from schools.policy.queries import roles_asked
from schools.staff.models import StaffDuty
from schools.staff.queries import holders_of


def keep_unheld(held: Collection[Role], *, today: dt.date) -> None:
    """Have exactly the roles stand that a policy of today or later names and nobody holds. `held` are those of people.

    Whoever acts as head stands in for the headteacher.
    """
    acting = {Role.HEADTEACHER} if holders_of(StaffDuty.Duty.ACTING_HEAD, today) else set()
    lacking = roles_asked(today) - {*held, *acting}
    Unheld.objects.exclude(role__in=lacking).delete()
    Unheld.objects.bulk_create([Unheld(role=role, since=today) for role in sorted(lacking)], ignore_conflicts=True)
