"""Home visits: who may open which, who may read what the visitors must know, and those that a day has."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.roles import Role
from schools.absence.models import FirstDay, HomeVisit
from schools.absence.models.visits import NOT_BACK
from schools.absence.queries.following import Child
from schools.absence.rules.visits import State
from schools.roll.models import Pupil
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy

#: Who takes hand-overs, plans any visit, and reads what visitors must know.
LEADS: Final = (Role.SAFEGUARDING_LEAD, Role.HEADTEACHER)
DEPUTIES: Final = (StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD,)
leads_policy: Final = DutyPolicy(*LEADS, duties=DEPUTIES)
planners_policy: Final = DutyPolicy(Role.ATTENDANCE_OFFICER, *LEADS, duties=DEPUTIES, queryset=Pupil.objects.all)


class VisitPolicy:
    """Who may open a visit: whoever plans visits, since they ring two colleagues who are not back; and those who go.

    Visitors may be anybody on the staff: theirs is the visit of the day, and one that they have not come back from.
    """

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if member.place_kind != "school":
            return False
        if obj is None:
            return planners_policy.may(member) or self.visible(member).exists()
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[HomeVisit]:
        rows = HomeVisit.objects.select_related("day__pupil", "first_staff", "second_staff", "contact")
        if planners_policy.may(member):
            return rows
        return rows.filter(_goes(member), NOT_BACK | Q(day__date=clock.today()))


def _goes(member: Member) -> Q:
    return Q(first_staff__person_id=member.person_id) | Q(second_staff__person_id=member.person_id)


def sees_safety(member: Member, visit: HomeVisit) -> bool:
    """Whether somebody may read the address and what the visitors must know: those who go, who planned it, lead and head."""
    posts = (visit.first_staff, visit.second_staff)
    goes = any(post is not None and post.person_id == member.person_id for post in posts)
    return goes or visit.planned_person == member.person_id or leads_policy.may(member)


def visits_of(day: FirstDay) -> list[HomeVisit]:
    """The visits of a child's day, the earliest first."""
    return [] if day._state.adding else list(day.visits.select_related("contact"))


def visits_on(today: dt.date) -> list[HomeVisit]:
    """The visits of today and those of earlier days that nobody is back from, the earliest first. One query; five
    where there are any, which is seldom."""
    rows = HomeVisit.objects.filter(NOT_BACK | Q(day__date=today), called_off_at__isnull=True)
    return list(rows.prefetch_related("day__pupil", "first_staff", "second_staff"))


def visit_due(child: Child, visits: Collection[HomeVisit], now: dt.datetime) -> bool:
    """Whether the ladder says that somebody goes: its minute has come, nobody was reached, and nobody has gone or will."""
    since = child.day.again_at
    counting = (
        one for one in visits if one.state is not State.CALLED_OFF and (since is None or one.planned_at >= since)
    )
    return not child.ended and not child.stands.reached and now >= child.stands.visit_at and not any(counting)


def is_overdue(visit: HomeVisit, now: dt.datetime) -> bool:
    """Whether two colleagues should have said by now that they are back, and have not."""
    expected = visit.expected_at
    return visit.state is State.OUT and expected is not None and now >= expected
