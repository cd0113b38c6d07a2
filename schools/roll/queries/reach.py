"""Who may see or do something about which groups and pupils: everybody's, their own year's, or those they tutor.

Posts are dated: who tutored 9B last year sees nothing of it today.
"""

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.access.roles import Role
from schools.calendar.queries import year_of
from schools.roll.models import GroupTutor, Placement, Pupil, RegistrationGroup, YearLead
from schools.roll.queries import holds_on

Row = TypeVar("Row", RegistrationGroup, Pupil)


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

    def narrow(self, member: Member) -> tuple[bool, bool]:
        """Whether the member reaches the groups they tutor, and whether the years they lead."""
        return bool(member.roles & self.own_groups), bool(member.roles & self.own_years)

    def groups(self, member: Member) -> Q:
        """The registration groups within reach today, as a condition on `RegistrationGroup`.

        Groups of an earlier school year are out of it, though they bear the year's name or nobody ended the tutor's
        post: their pupils are in another group now, and only who reaches the whole school opens and amends their registers.
        """
        if self.whole_school(member):
            return Q()
        return self._within(member, group="pk") & Q(academic_year__gte=year_of(clock.today()))

    def placements(self, member: Member) -> Q:
        """The placements within reach today, as a condition on `Placement`.

        Of a year somebody leads, by the pupil's own year: in groups of mixed ages, and in none, there are pupils of it too.
        """
        return holds_on(clock.today()) & (Q() if self.whole_school(member) else self._within(member, group="group"))

    def _within(self, member: Member, *, group: str) -> Q:
        """What is of a group tutored or of a year led; `group` is the field that names the group."""
        today = clock.today()
        mine = holds_on(today) & _still_here(today) & Q(staff__person_id=member.person_id)
        found = Q(pk__in=[])
        tutors, leads = self.narrow(member)
        if tutors:
            found |= Q(**{f"{group}__in": GroupTutor.objects.filter(mine).values("group")})
        if leads:
            found |= Q(year_group__in=YearLead.objects.filter(mine).values("year_group"))
        return found


def _still_here(today: dt.date) -> Q:
    """Of a group or year somebody has: the post at the school that they have it in has not ended."""
    return Q(staff__ends_on__isnull=True) | Q(staff__ends_on__gte=today)


OFFICERS = frozenset({Role.ATTENDANCE_OFFICER})
LEADERS = frozenset({Role.SAFEGUARDING_LEAD, Role.HEADTEACHER})
#: See the whole school and change nothing of its roll. What the law restricts stays with `LEADERS`: restricted flags, and
#: who saw a pupil, which tells of them.
SENIOR_LEADERS = frozenset({Role.SENIOR_LEADER})
EVERYWHERE = OFFICERS | LEADERS | SENIOR_LEADERS
#: Find everybody by name and form, and open nobody.
RECEPTION = frozenset({Role.RECEPTIONIST})
TEACHERS = frozenset({Role.CLASS_TEACHER})
YEAR_HEADS = frozenset({Role.HEAD_OF_YEAR})


def position_of(member: Member) -> str:
    """What somebody without a post in the staff list signs as: the role by which they reach furthest in the school."""
    for roles in (OFFICERS, LEADERS, SENIOR_LEADERS, YEAR_HEADS, TEACHERS):
        if held := member.roles & roles:
            return min(role.label for role in held)
    return min(role.label for role in member.roles)


class _ReachPolicy(ABC, Generic[Row]):
    """A permission about rows within a reach."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None or self.reach.whole_school(member):
            return self.reach.anywhere(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    @abstractmethod
    def visible(self, member: Member) -> "QuerySet[Row]": ...


class GroupPolicy(_ReachPolicy[RegistrationGroup]):
    """A permission about registration groups: `may(member, group)`, and `visible(member)` the groups."""

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None or self.reach.whole_school(member):
            return self.reach.anywhere(member)
        return obj.pk in self.keys(member)

    def keys(self, member: Member) -> frozenset[uuid.UUID]:
        """The groups of somebody who reaches a few, read once a request for all permissions that reach the same."""
        question = "groups within reach", *self.reach.narrow(member)
        return member.once(question, lambda: frozenset(self.visible(member).values_list("pk", flat=True)))

    def visible(self, member: Member) -> QuerySet[RegistrationGroup]:
        if not self.reach.anywhere(member):
            return RegistrationGroup.objects.none()
        return RegistrationGroup.objects.filter(self.reach.groups(member))


def groups_within(permission: Permission, member: Member) -> frozenset[uuid.UUID] | None:
    """The groups that a permission about registration groups reaches for a member; None for all of the school."""
    policy = policy_for(permission)
    assert isinstance(policy, GroupPolicy), permission
    return None if policy.reach.whole_school(member) else policy.keys(member)


class PupilPolicy(_ReachPolicy[Pupil]):
    """A permission about pupils: everybody this school's roll has held, or who today is in a group or year within reach."""

    def visible(self, member: Member) -> QuerySet[Pupil]:
        if self.reach.whole_school(member):
            return Pupil.objects.all()
        if not self.reach.anywhere(member):
            return Pupil.objects.none()
        return Pupil.objects.filter(pk__in=Placement.objects.filter(self.reach.placements(member)).values("pupil"))
