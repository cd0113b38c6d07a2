"""Who sees and keeps which meetings. About whom one may read there is for the table of `schools/cases/rules/rights.toml`."""

from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation import clock
from foundation.access.member import Member
from foundation.access.policies import RolePolicy
from foundation.access.roles import Role
from foundation.database.dated import holds_on
from schools.cases.queries.rights import CasePolicy, posts_of, see_policy, work_policy
from schools.meetings.models import Comer, HelpGroup, Meeting
from schools.meetings.rules.meetings import MeetingKind
from schools.roll.models import GroupTutor, YearLead
from schools.roll.queries.reach import EVERYWHERE, TEACHERS, YEAR_HEADS
from schools.roll.rules.year_group import year_group_order


class MeetingPolicy:
    """A permission about meetings, for those who read or write what cases hold: every meeting, or those of a year somebody
    leads, about a pupil in their reach, and which they chair. Who sees them also sees those they are asked to."""

    def __init__(self, cases: CasePolicy, *, asked: bool) -> None:
        self._cases, self._asked = cases, asked

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Meeting]:
        rows = Meeting.objects.select_related("chair", "pupil")
        if not self._cases.may(member):
            return rows.none()
        if self._cases.reach.whole_school(member):
            return rows
        posts = posts_of(member)
        own = Q(kind=MeetingKind.YEAR.value, year_group__in=led_years(member))
        own |= Q(pupil__in=self._cases.pupils(member)) | Q(chair__in=posts)
        if self._asked:
            own |= Q(pk__in=Comer.objects.filter(post__in=posts).values("meeting"))
        return rows.filter(own)


def led_years(member: Member) -> QuerySet[Any, str]:
    """The year groups a member leads today."""
    mine = YearLead.objects.filter(holds_on(clock.today()), staff__person_id=member.person_id)
    return mine.values_list("year_group", flat=True)


def reaches_everybody(member: Member) -> bool:
    """Whether a member plans panels and every year's meetings; who leads a year plans those of that year."""
    return work_policy.reach.whole_school(member)


def planned_years(member: Member, years: list[str]) -> list[str]:
    """Of the school's year groups, those whose meetings a member plans."""
    own = set(years if reaches_everybody(member) else led_years(member))
    return [year for year in years if year in own]


def league_years(member: Member, years: list[str]) -> list[str]:
    """Of the school's year groups, those whose tutor groups a member sees side by side: all, or their own groups' years."""
    if member.roles & EVERYWHERE:
        return years
    own: set[str] = set()
    if member.roles & YEAR_HEADS:
        own |= set(led_years(member))
    if member.roles & TEACHERS:
        own |= set(_tutored(member).values_list("group__year_group", flat=True))
    return sorted(own & set(years), key=year_group_order)


def tutored_groups(member: Member) -> frozenset[str]:
    """The names of the groups a member tutors today."""
    return frozenset(_tutored(member).values_list("group__name", flat=True))


def _tutored(member: Member) -> QuerySet[GroupTutor]:
    return GroupTutor.objects.filter(holds_on(clock.today()), staff__person_id=member.person_id)


see_meetings: Final = MeetingPolicy(see_policy, asked=True)
keep_meetings: Final = MeetingPolicy(work_policy, asked=False)
#: Figures of groups, and of no pupil.
league_policy: Final = RolePolicy(*EVERYWHERE, *YEAR_HEADS, *TEACHERS)
#: Whether help worked is read of the whole school: pupils of every year are compared with those of the group.
see_groups: Final = RolePolicy(*EVERYWHERE, queryset=HelpGroup.objects.all)
keep_groups: Final = RolePolicy(
    Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, queryset=HelpGroup.objects.all
)
