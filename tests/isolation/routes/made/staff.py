"""Posts, duties and who has which group, of long ago."""

import datetime as dt

from foundation.access.roles import Role
from schools.roll.models import GroupTutor, RegistrationGroup, YearLead
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from tests.isolation.routes.made import PAST


def of_groups(group: RegistrationGroup) -> dict:
    """Over long ago: nobody reaches anything by them."""
    staff = StaffMember.objects.order_by("name")[0]
    return {
        "post": staff,
        "notice": _notice(),
        "duty": StaffDuty.objects.create(post=staff, duty=StaffDuty.Duty.FIRE_MARSHAL, **PAST),
        "tutor": GroupTutor.objects.create(group=group, staff=staff, **PAST),
        "lead": YearLead.objects.create(year_group="E1", staff=staff, **PAST),
    }


def _notice() -> StaffNotice:
    """The officer's, from long ago."""
    officer = StaffMember.objects.get(position=Role.ATTENDANCE_OFFICER.label)
    at = dt.datetime(2026, 9, 2, 9, 0, tzinfo=dt.UTC)
    return StaffNotice.objects.create(
        post=officer, kind="duty_given", count=1, address="/staff/", at=at, by_name="x", email_state="none"
    )
