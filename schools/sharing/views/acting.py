"""What the views of shares have in common: which share, who was shown whom, and what leads to it."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import Crumb
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.sharing.models import Share
from schools.sharing.pages.words import share_address, what_words
from tenants.trusts.models import School


def opened(request: MemberRequest, share_id: uuid.UUID, permission: Permission) -> Share:
    """A share that this person may do that to, or a 404."""
    row: Share = get_object_or_404(policy_for(permission).visible(request.member), pk=share_id)
    return row


def school_of(request: MemberRequest) -> School:
    """The school whose host it is."""
    school: School | None = request.place.school
    if school is None:
        raise Http404
    return school


def note_seen(request: MemberRequest, row: Share) -> None:
    """That somebody was shown what is shared of a pupil."""
    if row.pupil is not None:
        by = Actor.of(request.member)
        seen(Shown.What.CASE, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=by)


def crumbs_of(row: Share) -> list[Crumb]:
    """From the list to one share."""
    return [Crumb("Shared", reverse("authority_shares")), Crumb(what_words(row), share_address(row.pk), of_person=True)]
