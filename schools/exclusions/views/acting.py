"""What the views of an exclusion have in common: whom they let in, who signs, and one way to ask for more about it."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation import clock
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import Crumb, ask, question_page
from foundation.audit.actors import Actor
from schools.exclusions.models import Exclusion
from schools.exclusions.pages.words import address_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature, signature_of


def opened(request: MemberRequest, exclusion_id: uuid.UUID, permission: Permission) -> Exclusion:
    """An exclusion that this person may do that to, or a 404."""
    row: Exclusion = get_object_or_404(policy_for(permission).visible(request.member), pk=exclusion_id)
    return row


def signed(request: MemberRequest) -> Signature:
    """Who acts, in which position today."""
    return signature_of(request.member, clock.today())


def note_seen(request: MemberRequest, pupil: Pupil) -> None:
    """That somebody was shown a pupil's exclusions."""
    seen(Shown.What.PUPIL, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))


def crumbs_of(row: Exclusion) -> list[Crumb]:
    """From the ledger to one exclusion."""
    name = Crumb(str(row.pupil), address_of(row), of_person=True)
    return [Crumb("Exclusions", reverse("exclusions")), name]


def ask_about(
    request: MemberRequest, row: Exclusion, form: forms.Form, act: Callable[[], str], *, heading: str, lede: str = ""
) -> HttpResponse:
    """Ask for something to be recorded about an exclusion, do it, and lead back to its page."""

    def page() -> HttpResponse:
        note_seen(request, row.pupil)
        return question_page(
            request, form, heading=heading, button="Record", crumbs=crumbs_of(row), who=str(row.pupil), lede=lede
        )

    return ask(request, form, act, to=address_of(row), page=page)
