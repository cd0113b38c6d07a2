"""The list, how a notice moves, one notice, and what became of it."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, Crumb, ask, posted, question_page
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.penalties.forms import TurnForm
from schools.penalties.models import Penalty
from schools.penalties.operations.turning import Happened, turn
from schools.penalties.pages.listing import penalty_list
from schools.penalties.pages.one import ACTS, notice_page
from schools.penalties.pages.words import penalty_address
from schools.penalties.views.acting import act_of, asks_now, crumbs_of, note_seen
from tenants.policies.rules.framework import frameworks
from tenants.policies.rules.notice_states import PENALTY


@requires(Permission.SEE_PENALTIES)
@require_safe
def penalties(request: MemberRequest) -> HttpResponse:
    """Who meets the threshold, what is being considered, and what runs."""
    page = penalty_list(request.member, clock.today(), asks_now(request))
    seen(Shown.What.LIST, about=("list", "show=penalties"), pupils=page.keys, by=Actor.of(request.member))
    return render(request, "penalties/penalties.html", {"page": page})


@requires(Permission.SEE_PENALTIES)
@require_safe
def penalty_moves(request: MemberRequest) -> HttpResponse:
    """How a notice moves, with the amounts and days of the national framework: the tables that the product itself asks."""
    return render(request, "penalties/moves.html", {"thing": PENALTY, "frameworks": frameworks()})


@requires(Permission.SEE_PENALTIES)
@require_safe
def penalty(request: MemberRequest, penalty_id: uuid.UUID) -> HttpResponse:
    """One notice."""
    row: Penalty = get_object_or_404(policy_for(Permission.SEE_PENALTIES).visible(request.member), pk=penalty_id)
    page = notice_page(row, request.member, clock.today())
    note_seen(request, row.consideration.case)
    return render(request, "penalties/penalty.html", {"page": page, "crumbs": crumbs_of(row.consideration.case)})


@requires(Permission.WORK_PENALTIES)
@require_http_methods(PAGE)
def penalty_turn(request: MemberRequest, penalty_id: uuid.UUID, move: str) -> HttpResponse:
    """Write down that it moved."""
    row: Penalty = get_object_or_404(policy_for(Permission.WORK_PENALTIES).visible(request.member), pk=penalty_id)
    if move not in ACTS:
        raise Http404
    case, form = row.consideration.case, TurnForm(posted(request), move=move, initial={"on": clock.today()})

    def act() -> str:
        clean = form.cleaned_data
        what = Happened(clean["on"], clean["words"], deemed=clean.get("deemed", False))
        done = turn(row, move, what, asks=asks_now(request), act=act_of(request))
        return f"Written down: {PENALTY.words(done.state)}."

    def page() -> HttpResponse:
        note_seen(request, case)
        crumbs = [*crumbs_of(case), Crumb("Penalty notice", penalty_address(row.pk))]
        lede = f"Notice to {row.contact.name}, {PENALTY.words(row.state)}."
        return question_page(
            request, form, heading=ACTS[move], button="Write it down", crumbs=crumbs, who=str(case.pupil), lede=lede
        )

    return ask(request, form, act, to=penalty_address(row.pk), page=page)
