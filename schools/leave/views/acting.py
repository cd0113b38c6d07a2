"""Who acts on the pages of leave, and as what."""

import uuid

from django.shortcuts import get_object_or_404

from foundation import clock
from foundation.access.gate import may
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.leave.operations.planning import Act
from schools.roll.models import Pupil
from schools.roll.queries.signing import signature_of


def act_of(request: MemberRequest) -> Act:
    """An act of this member's, now."""
    signed = signature_of(request.member, clock.today())
    return Act(signed, clock.now(), may_amend=may(request.member, Permission.AMEND_MARKS))


def kept_pupil(request: MemberRequest, pupil_id: uuid.UUID) -> Pupil:
    """A pupil for whom this member asks for leave; a 404 for who may not."""
    pupil: Pupil = get_object_or_404(policy_for(Permission.KEEP_LEAVE).visible(request.member), pk=pupil_id)
    return pupil
