"""A teacher whose own child is in the form he takes: hidden from him, but for the row in his register."""

import datetime as dt
from typing import Final

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from rollcall.demo.trust import filling
from rollcall.demo.trust.renaming import rename
from schools.roll.models import GroupTutor, Pupil
from schools.roll.operations.names import tell_apart
from schools.roll.operations.related import flag_related_staff
from schools.roll.queries import holds_on
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.related"
FORENAME: Final = "Tobi"


def play(school: School, on: dt.date) -> bool:
    """Name the last child of the form after its teacher, and have the safeguarding lead flag him. Once."""
    with school_work(school):
        taken = GroupTutor.objects.filter(holds_on(on), staff__person_id__isnull=False)
        tutor = taken.filter(staff__position=Role.CLASS_TEACHER.label).select_related("staff").order_by("pk").first()
        if filling.is_done(PLAYED) or tutor is None:
            return False
        surname = tutor.staff.name.split()[-1]
        child = (
            Pupil.objects.filter(placements__in=tutor.group.placements.filter(holds_on(on)))
            .order_by("sort_name")
            .last()
        )
        if child is None:
            return False
        rename(child, FORENAME, surname)
        tell_apart()
        lead = StaffMember.objects.filter(position=Role.SAFEGUARDING_LEAD.label, person_id__isnull=False)[0]
        flag_related_staff(tutor.staff, child, on=on, by=Actor(lead.person_id, lead.name))
        filling.done(PLAYED, school)
        return True
