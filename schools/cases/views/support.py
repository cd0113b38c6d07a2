"""Barriers, views, offers and plans of a case; and the school's own list of barriers."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, posted, press
from foundation.statuses import UNPROCESSABLE
from schools.cases.forms.support import (
    AnswerForm,
    BarrierForm,
    BarrierKindForm,
    EndPlanForm,
    OfferForm,
    PlanForm,
    ReviewForm,
    ViewForm,
)
from schools.cases.models import Barrier, BarrierKind, Case, Offer, Plan
from schools.cases.operations.acting import Act
from schools.cases.operations.barriers import add_to_list, take_off_list
from schools.cases.operations.plans import agree_plan, end_plan, hold_review
from schools.cases.operations.support import answer_offer, end_barrier, make_offer, note_barrier, write_view
from schools.cases.pages.files import case_address
from schools.cases.queries.contents import barrier_kinds, rights_of
from schools.cases.queries.rights import sensitive_policy, work_policy
from schools.cases.views.acting import act_of, ask_about, opened
from schools.roll.queries.contacts import contacts_of


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_barrier(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note something that keeps the child away."""
    row = opened(request, case_id)
    form = BarrierForm(posted(request), kinds=barrier_kinds(rights_of(request.member, row)))
    asked = Asked("Note a barrier", "Note it", "#barriers", said="Noted.")
    return _ask(request, row, form, asked, lambda clean, act: note_barrier(row, act=act, **clean))


@requires(Permission.WORK_CASES)
@require_POST
def case_barrier_end(request: MemberRequest, barrier_id: uuid.UUID) -> HttpResponse:
    """Say that a barrier is gone; of a sensitive one, by those alone who see it."""
    member = request.member
    barrier: Barrier = get_object_or_404(Barrier.objects.select_related("case"), pk=barrier_id)
    policy = sensitive_policy if barrier.sensitive else work_policy
    row = get_object_or_404(policy.visible(member), pk=barrier.case_id)

    def act() -> str:
        end_barrier(barrier, act=act_of(request))
        return "Noted."

    return press(request, act, to=f"{case_address(row.pk)}#barriers")


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_view(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down what the child or a parent says."""
    row, today = opened(request, case_id), clock.today()
    form = ViewForm(posted(request), contacts=contacts_of(row.pupil, today), initial={"on": today, "whose": "child"})

    def keep(clean: Mapping[str, Any], act: Act) -> object:
        whose, contact = form.who
        return write_view(row, whose=whose, contact=contact, words=clean["words"], on=clean["on"], act=act)

    return _ask(request, row, form, Asked("Write down a view", "Keep it", "#views"), keep)


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_offer(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down help that was offered."""
    row, form = opened(request, case_id), OfferForm(posted(request), initial={"made_on": clock.today()})
    asked = Asked("Write down an offer", "Keep the offer", "#offers")
    return _ask(request, row, form, asked, lambda clean, act: make_offer(row, act=act, **clean))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_offer_answer(request: MemberRequest, case_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Write down what the family answered."""
    row = opened(request, case_id)
    offer = get_object_or_404(Offer, pk=offer_id, case=row)
    form = AnswerForm(posted(request), initial={"on": clock.today()})
    asked = Asked("What the family answered", "Keep it", "#offers", lede=offer.what)
    return _ask(request, row, form, asked, lambda clean, act: answer_offer(offer, act=act, **clean))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_plan(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down a plan agreed with the family."""
    row, form = opened(request, case_id), PlanForm(posted(request), initial={"agreed_on": clock.today()})
    said = "Kept. Whoever teaches the child now reads what helps in class."
    asked = Asked("Write down a plan", "Keep the plan", "#plans", said=said)
    return _ask(request, row, form, asked, lambda clean, act: agree_plan(row, act=act, **clean))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_plan_review(request: MemberRequest, case_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """Write down a review that was held."""
    row = opened(request, case_id)
    plan = get_object_or_404(Plan, pk=plan_id, case=row)
    form = ReviewForm(posted(request), initial={"held_on": clock.today()})
    asked = Asked("Write down a review", "Keep the review", "#plans")
    return _ask(request, row, form, asked, lambda clean, act: hold_review(plan, act=act, **clean))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_plan_end(request: MemberRequest, case_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """End a plan."""
    row = opened(request, case_id)
    plan, form = get_object_or_404(Plan, pk=plan_id, case=row), EndPlanForm(posted(request))
    asked = Asked("End the plan", "End the plan", "#plans", said="Ended.")
    return _ask(request, row, form, asked, lambda clean, act: end_plan(plan, act=act, **clean))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page about a case asks, which part of it that leads back to, and what is said once it is done."""

    heading: str
    button: str
    part: str
    lede: str = ""
    said: str = "Kept."


def _ask(
    request: MemberRequest, row: Case, form: forms.Form, asked: Asked, keep: Callable[[Mapping[str, Any], Act], object]
) -> HttpResponse:
    """Ask for something about a case, and keep what was typed."""

    def act() -> str:
        keep(form.cleaned_data, act_of(request))
        return asked.said

    heading, button, lede, part = asked.heading, asked.button, asked.lede, asked.part
    return ask_about(request, row, form, act, heading=heading, button=button, lede=lede, part=part)


@requires(Permission.KEEP_BARRIERS)
@require_http_methods(PAGE)
def case_barriers(request: MemberRequest) -> HttpResponse:
    """The school's own list of what keeps children away, and a line to add to it."""
    form = BarrierKindForm(posted(request))

    def act() -> str:
        add_to_list(**form.cleaned_data, act=act_of(request))
        return "Added."

    def page() -> HttpResponse:
        context = {"form": form, "kinds": BarrierKind.objects.filter(ended_on__isnull=True)}
        return render(request, "cases/barriers.html", context, status=UNPROCESSABLE if form.errors else 200)

    return ask(request, form, act, to=reverse("case_barriers"), page=page)


@requires(Permission.KEEP_BARRIERS)
@require_POST
def case_barriers_remove(request: MemberRequest, kind_id: uuid.UUID) -> HttpResponse:
    """Take a line off the list."""
    kind = get_object_or_404(BarrierKind, pk=kind_id)

    def act() -> str:
        take_off_list(kind, act=act_of(request))
        return "Taken off. What was noted by it stays."

    return press(request, act, to=reverse("case_barriers"))
