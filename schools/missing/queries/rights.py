"""Who reaches cases of this room: who reaches cases, by `schools/cases/rules/rights.toml`. The head approves a removal."""

from typing import Final

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.cases.models import Case
from schools.cases.queries.rights import see_policy
from schools.cases.rules.opening import Kind
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy

#: The kinds of case that this room is about.
KINDS: Final = (Kind.CME, Kind.EHE, Kind.LEAVING)


def _approved() -> QuerySet[Case]:
    return Case.objects.filter(kind__in=KINDS).select_related("pupil", "owner")


#: Who approves that a name leaves the roll: the headteacher, or who acts as head today. The product's own choice.
approve_policy: Final = DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD], queryset=_approved)


def seen_cases(member: Member) -> QuerySet[Case]:
    """The cases of this room that a member sees."""
    return see_policy.visible(member).filter(kind__in=KINDS)
