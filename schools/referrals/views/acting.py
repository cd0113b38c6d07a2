"""What the views of a referral have in common: whom they let in, that they were shown it, and one way to ask for more."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import Crumb, ask, question_page
from schools.cases.views.acting import act_of, crumbs_of, note_seen
from schools.journal.models import Shown
from schools.referrals.models import Referral
from schools.referrals.pages.words import referral_address

__all__ = ["act_of", "ask_of", "crumbs_to", "opened"]


def opened(
    request: MemberRequest, referral_id: uuid.UUID, permission: Permission = Permission.WORK_REFERRALS
) -> Referral:
    """A referral that this person may do that to, or a 404."""
    row: Referral = get_object_or_404(policy_for(permission).visible(request.member), pk=referral_id)
    return row


def crumbs_to(row: Referral) -> list[Crumb]:
    """From the list of cases over the case to the referral."""
    return [*crumbs_of(row.case), Crumb(f"Referral to {row.service.name}", referral_address(row.pk))]


def ask_of(
    request: MemberRequest,
    row: Referral,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    button: str,
    lede: str = "",
    more: tuple[Shown.What, ...] = (),
) -> HttpResponse:
    """Ask for something of a referral, do it, and lead back to its page."""

    def page() -> HttpResponse:
        note_seen(request, row.case, *more)
        who = str(row.case.pupil)
        return question_page(request, form, heading=heading, button=button, crumbs=crumbs_to(row), who=who, lede=lede)

    return ask(request, form, act, to=referral_address(row.pk), page=page)
