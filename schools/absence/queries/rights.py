"""Who follows children without a reason: by role, and, as far as they were handed over, who takes hand-overs by duty."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.absence.models import HandOver
from schools.absence.queries.visits import leads_policy
from schools.roll.models import Pupil
from schools.roll.queries.on_roll import placement_on
from schools.roll.queries.reach import PupilPolicy


class FollowPolicy(PupilPolicy):
    """A permission about pupils within a reach; and for deputies on duty, whatever their role, about today's hand-overs."""

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return super().may(member) or leads_policy.may(member)
        return super().may(member, obj)

    def visible(self, member: Member) -> QuerySet[Pupil]:
        mine = super().visible(member)
        if self.reach.whole_school(member) or not leads_policy.may(member):
            return mine
        given = HandOver.objects.filter(day__date=clock.today()).values("day__pupil")
        return Pupil.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=given))


def may_enter(member: Member, pupil: Pupil, on: dt.date) -> bool:
    """Whether somebody may put a reason into the register that records the pupil on a day: who may amend that register."""
    placed = placement_on(pupil, on)
    return (
        placed is not None and placed.group is not None and policy_for(Permission.AMEND_MARKS).may(member, placed.group)
    )
