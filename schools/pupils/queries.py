"""Which pupils' figures somebody may see."""

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.roll.models import Pupil


def pupils_with_totals(member: Member) -> QuerySet[Pupil]:
    """The pupils whose totals the member may see."""
    rows: QuerySet[Pupil] = policy_for(Permission.SEE_PUPIL_TOTALS).visible(member)
    return rows
