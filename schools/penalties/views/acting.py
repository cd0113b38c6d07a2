"""What these views have in common: what the authority asks today, whom they let in, and that a case was shown."""

import uuid

from django.shortcuts import get_object_or_404

from foundation import clock
from foundation.access.member import MemberRequest
from schools.cases.models import Case
from schools.cases.views.acting import act_of, crumbs_of, note_seen
from schools.penalties.queries.rights import work_penalties
from schools.penalties.rules.asks import Asks, asks_of
from schools.policy.queries.profiles import own_profile_on

__all__ = ["act_of", "asks_now", "crumbs_of", "note_seen", "writable_case"]


def asks_now(request: MemberRequest) -> Asks:
    """What the school's authority asks today, as its trust has it."""
    school = request.place.school
    return asks_of(school.authority.name, own_profile_on(school, clock.today()))


def writable_case(request: MemberRequest, case_id: uuid.UUID) -> Case:
    """A case in whose notices this person writes, or a 404."""
    row: Case = get_object_or_404(work_penalties.cases(request.member), pk=case_id)
    return row
