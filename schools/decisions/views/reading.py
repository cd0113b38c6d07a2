"""The decisions that wait, and one with what it rests on."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.audit.actors import Actor
from schools.decisions.forms import ListForm
from schools.decisions.pages.one import decision_page
from schools.decisions.pages.waiting import waiting_list
from schools.decisions.queries.decided import see_policy
from schools.journal.models import Shown
from schools.journal.operations import seen


@requires(Permission.SEE_DECISIONS)
@require_safe
def decisions(request: MemberRequest) -> HttpResponse:
    """What waits for a person, of the pupils whose stage the reader sees."""
    page = waiting_list(request.member, clock.today(), ListForm(request.GET).kept(), request.GET.get("page", ""))
    seen(Shown.What.LIST, about=("list", "show=decisions"), pupils=page.keys, by=Actor.of(request.member))
    return render(request, "decisions/decisions.html", {"page": page})


@requires(Permission.SEE_DECISIONS)
@require_safe
def decision(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """One decision, made again to see whether it is the same."""
    row = get_object_or_404(see_policy.visible(request.member), pk=decision_id)
    seen(Shown.What.CASE, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
    page = decision_page(row, request.member)
    return render(request, "decisions/decision.html", {"page": page, "told": page.told})
