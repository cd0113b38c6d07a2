"""What the views of this room have in common: which case, and one way to ask for more about it."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import Crumb, ask, question_page
from schools.cases.models import Case
from schools.cases.rules.opening import Kind
from schools.cases.views.acting import act_of, note_seen
from schools.missing.pages.words import list_address, one_address
from schools.missing.queries.rights import KINDS

__all__ = ["act_of", "ask_of", "crumbs_of", "opened"]


def opened(
    request: MemberRequest, case_id: uuid.UUID, *kinds: Kind, permission: Permission = Permission.WORK_CASES
) -> Case:
    """A case of these kinds, or of any of this room, to which this person may do that; a 404 otherwise."""
    rows = policy_for(permission).visible(request.member).filter(kind__in=kinds or KINDS)
    row: Case = get_object_or_404(rows, pk=case_id)
    return row


def crumbs_of(case: Case) -> list[Crumb]:
    """From the list to one case."""
    return [Crumb("Missing and leaving", list_address()), Crumb(str(case.pupil), one_address(case.pk), of_person=True)]


def ask_of(
    request: MemberRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    button: str,
    lede: str = "",
    part: str = "",
) -> HttpResponse:
    """Ask for something of a case, do it, and lead back to that part of its page."""

    def page() -> HttpResponse:
        note_seen(request, case)
        who = str(case.pupil)
        return question_page(request, form, heading=heading, button=button, crumbs=crumbs_of(case), who=who, lede=lede)

    return ask(request, form, act, to=one_address(case.pk) + part, page=page)
