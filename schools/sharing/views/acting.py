"""What the views of shares have in common: which share, who was shown whom, and what leads to it."""

import uuid
from collections.abc import Collection

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
from schools.roll.models import Pupil
from schools.sharing.models import Share
from schools.sharing.operations.seeing import note_restricted
from schools.sharing.pages.words import share_address, what_words
from tenants.shares.rules.purposes import Purpose
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
    """That somebody was shown what is shared of a pupil, or of those whom one about several names."""
    by = Actor.of(request.member)
    if Purpose(row.purpose).restricted:
        note_restricted([row.pk], by=by)
    elif row.pupil is not None:
        seen(Shown.What.CASE, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=by)
    else:
        named = {pupil for pupils in row.versions.values_list("pupils", flat=True) for pupil in pupils}
        seen(Shown.What.CASE, about=("share", row.pk), pupils=keys_of(named), by=by)


def keys_of(pupils: Collection[uuid.UUID]) -> list[int]:
    """Their compact keys, as the journal knows them."""
    return list(Pupil.objects.filter(pk__in=pupils).values_list("key", flat=True)) if pupils else []


def crumbs_of(row: Share) -> list[Crumb]:
    """From the list to one share."""
    return [list_crumb(Purpose(row.purpose), row.pupil), Crumb(what_words(row), share_address(row.pk), of_person=True)]


def list_crumb(purpose: Purpose, pupil: Pupil | None) -> Crumb:
    """Where a share stands in a list; what is restricted, which is in none, on the pupil's page."""
    if purpose.restricted and pupil is not None:
        return Crumb(str(pupil), reverse("pupil", args=[pupil.pk]), of_person=True)
    return Crumb("Shared", reverse("authority_shares"))
