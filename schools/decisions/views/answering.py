"""A proposal agreed to, handed on, decided differently or put off; several agreed to together, after a preview."""

import uuid
from collections.abc import Callable, Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Overtaken
from foundation.statuses import CONFLICT
from foundation.ui.numbers import counted
from schools.cases.views.acting import act_of
from schools.decisions.forms import AgreeForm, DifferForm, HandOnForm, PutOffForm
from schools.decisions.models import Decision
from schools.decisions.operations.answering import agree, differ, hand_on, put_off
from schools.decisions.pages.boxes import told_in_full
from schools.decisions.pages.waiting import lines_of
from schools.decisions.queries.decided import DecisionPolicy, agree_policy, answer_policy
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.roll.queries.signing import signature_of
from schools.staff.queries import posts_on


def _opened(request: MemberRequest, decision_id: uuid.UUID, policy: DecisionPolicy = answer_policy) -> Decision:
    row: Decision = get_object_or_404(policy.visible(request.member), pk=decision_id)
    return row


@requires(Permission.AGREE_DECISIONS)
@require_http_methods(PAGE)
def decision_agree(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Agree to a proposal."""
    row = _opened(request, decision_id, agree_policy)
    initial = {"owner": str(signature_of(request.member, clock.today()).staff or "")}
    form = AgreeForm(posted(request), posts=posts_on(clock.today()), initial=initial)

    def act() -> str:
        agree([row], owner=form.cleaned_data["owner"], act=act_of(request))
        return "Agreed."

    return _ask(request, row, form, act, heading="Agree to what is proposed", button="Agree")


@requires(Permission.ANSWER_DECISIONS)
@require_http_methods(PAGE)
def decision_hand_on(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Put it before whom the policy has agree to it."""
    row, form = _opened(request, decision_id), HandOnForm(posted(request))

    def act() -> str:
        hand_on(row, words=form.cleaned_data["words"], act=act_of(request))
        return "Handed on. Whoever may agree to it is told."

    return _ask(request, row, form, act, heading="Hand it on", button="Hand it on")


@requires(Permission.ANSWER_DECISIONS)
@require_http_methods(PAGE)
def decision_differ(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Decide differently, with a reason."""
    row, form = _opened(request, decision_id), DifferForm(posted(request))

    def act() -> str:
        differ(row, because=form.cleaned_data["because"], act=act_of(request))
        return "Decided differently. It is proposed again only when the facts are others."

    return _ask(request, row, form, act, heading="Decide differently", button="Leave the stage as it is")


@requires(Permission.ANSWER_DECISIONS)
@require_http_methods(PAGE)
def decision_put_off(request: MemberRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Put it off to a day."""
    row, form = _opened(request, decision_id), PutOffForm(posted(request))

    def act() -> str:
        put_off(row, until=form.cleaned_data["until"], because=form.cleaned_data["because"], act=act_of(request))
        return "Put off. On that day it is proposed again if it still holds."

    return _ask(request, row, form, act, heading="Put the decision off", button="Put it off")


def _ask(
    request: MemberRequest, row: Decision, form: forms.Form, act: Callable[[], str], *, heading: str, button: str
) -> HttpResponse:
    """Ask about one proposal, do it, and lead to its page; 409 where the facts changed first."""
    address = reverse("decision", args=[row.pk])
    late: list[Overtaken] = []

    def page() -> HttpResponse:
        seen(Shown.What.CASE, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
        told = told_in_full(row, request.member)
        crumbs = [Crumb("Decisions", reverse("decisions")), Crumb("Decision", address)]
        whose = f" By the policy the {told.approver} agrees to it." if told.approver else ""
        lede = f"{told.words}{whose}"
        return question_page(
            request, form, heading=heading, button=button, crumbs=crumbs, who=str(row.pupil), lede=lede
        )

    return _with_conflict(ask(request, form, _noting(act, late), to=address, page=page), late)


def _noting(act: Callable[[], str], late: list[Overtaken]) -> Callable[[], str]:
    """The act, which notes that somebody or something else was first."""

    def noting() -> str:
        try:
            return act()
        except Overtaken as overtaken:
            late.append(overtaken)
            raise

    return noting


def _with_conflict(response: HttpResponse, late: Sequence[Overtaken]) -> HttpResponse:
    if late:
        response.status_code = CONFLICT
    return response


@requires(Permission.AGREE_DECISIONS)
@require_http_methods(PAGE)
def decisions_agree(request: MemberRequest) -> HttpResponse:
    """Agree to the ticked proposals: first shown with what each would do, then done, all or none.

    What the policy has somebody else agree to is shown, and is not among what is then agreed.
    """
    rows = _ticked(request)
    typed = posted(request) if "agreed" in request.POST else None
    initial = {"owner": str(signature_of(request.member, clock.today()).staff or "")}
    form = AgreeForm(typed, posts=posts_on(clock.today()), initial=initial)
    late: list[Overtaken] = []

    def act() -> str:
        count = agree(rows, owner=form.cleaned_data["owner"], act=act_of(request))
        return f"Agreed: {counted(count, 'decision')}."

    def page() -> HttpResponse:
        keys = [row.pupil.key for row in rows]
        seen(Shown.What.LIST, about=("list", "show=decisions"), pupils=keys, by=Actor.of(request.member))
        lines = lines_of(rows, request.member, clock.today())
        context = {
            "lines": [one for one in lines if one.told.agrees],
            "left": [one for one in lines if not one.told.agrees],
        }
        return form_page(request, "decisions/agree.html", form, context)

    if not form.is_bound:
        return page()
    return _with_conflict(ask(request, form, _noting(act, late), to=reverse("decisions"), page=page), late)


def _ticked(request: MemberRequest) -> list[Decision]:
    """The ticked proposals that this person may answer or agree to; what is no key of one is none."""
    keys = []
    for text in request.POST.getlist("decision"):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(agree_policy.visible(request.member).filter(pk__in=keys).defer("kept").order_by("made_at", "pk"))
