"""What the views of a case have in common: whom they let in, who acts, and one way to ask for more about it."""

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
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.pages.files import case_address
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.queries.signing import signature_of
from schools.staff.queries import roles_on


def act_of(request: MemberRequest) -> Act:
    """An act of this member's, now."""
    today = clock.today()
    return Act(signature_of(request.member, today), clock.now(), roles_on(request.member, today))


def opened(request: MemberRequest, case_id: uuid.UUID, permission: Permission = Permission.WORK_CASES) -> Case:
    """A case that this person may do that to, or a 404."""
    row: Case = get_object_or_404(policy_for(permission).visible(request.member), pk=case_id)
    return row


def note_seen(request: MemberRequest, case: Case, *more: Shown.What) -> None:
    """That somebody was shown a case, and which parts of it are written down for themselves."""
    by = Actor.of(request.member)
    seen(Shown.What.CASE, *more, about=("pupil", case.pupil_id), pupils=[case.pupil.key], by=by)


def crumbs_of(case: Case) -> list[Crumb]:
    """From the list to one case."""
    return [Crumb("Cases", reverse("cases")), Crumb(str(case.pupil), case_address(case.pk), of_person=True)]


def ask_about(
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
    """Ask for something about a case, do it, and lead back to that part of its page."""

    def page() -> HttpResponse:
        note_seen(request, case)
        return question_page(
            request, form, heading=heading, button=button, crumbs=crumbs_of(case), who=str(case.pupil), lede=lede
        )

    return ask(request, form, act, to=case_address(case.pk) + part, page=page)
