"""Who may see or do something about which groups and pupils: everybody's, their own year's, or those they tutor.

Posts are dated: who tutored 9B last year sees nothing of it today.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.roles import Role
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.roll.queries import holds_on


@dataclass(frozen=True, slots=True)
class Reach:
    """How far each role reaches: the whole school, the year groups they lead, or the groups they tutor."""

    school: frozenset[Role] = frozenset()
    own_years: frozenset[Role] = frozenset()
    own_groups: frozenset[Role] = frozenset()

    def anywhere(self, member: Member) -> bool:
        """Whether the member reaches anything at all."""
        return bool(member.roles & (self.school | self.own_years | self.own_groups))

    def whole_school(self, member: Member) -> bool:
        """Whether the member reaches everything."""
        return bool(member.roles & self.school)

    def groups(self, member: Member) -> Q:
        """The registration groups within reach today, as a condition on `RegistrationGroup`."""
        if self.whole_school(member):
            return Q()
        today = clock.today()
        found = Q(pk__in=[])
        if member.roles & self.own_groups:
            tutored = GroupTutor.objects.filter(holds_on(today), _still_here(today), staff__person_id=member.person_id)
            found |= Q(pk__in=tutored.values("group"))
        if member.roles & self.own_years:
            led = YearLead.objects.filter(holds_on(today), _still_here(today), staff__person_id=member.person_id)
            found |= Q(year_group__in=led.values("year_group"))
        return found


def _still_here(today: dt.date) -> Q:
    """Of a group or year somebody has: the post at the school that they have it in has not ended."""
    return Q(staff__ends_on__isnull=True) | Q(staff__ends_on__gte=today)


EVERYWHERE = frozenset({Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER})
OFFICERS = frozenset({Role.ATTENDANCE_OFFICER})
LEADERS = frozenset({Role.SAFEGUARDING_LEAD, Role.HEADTEACHER})
TEACHERS = frozenset({Role.CLASS_TEACHER})
YEAR_HEADS = frozenset({Role.HEAD_OF_YEAR})


class GroupPolicy:
    """A permission about registration groups: `may(member, group)`, and `visible(member)` the groups."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None or self.reach.whole_school(member):
            return self.reach.anywhere(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[RegistrationGroup]:
        if not self.reach.anywhere(member):
            return RegistrationGroup.objects.none()
        return RegistrationGroup.objects.filter(self.reach.groups(member))


class PupilPolicy:
    """A permission about pupils: everybody this school's roll has held, or who today is in a group within reach."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None or self.reach.whole_school(member):
            return self.reach.anywhere(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Pupil]:
        if self.reach.whole_school(member):
            return Pupil.objects.all()
        if not self.reach.anywhere(member):
            return Pupil.objects.none()
        groups = RegistrationGroup.objects.filter(self.reach.groups(member))
        placed = Placement.objects.filter(holds_on(clock.today()), group__in=groups)
        return Pupil.objects.filter(pk__in=placed.values("pupil"))
