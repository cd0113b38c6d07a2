"""Leave of absence: the list, whom it is for, the form, one request and its decision."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.desk.pages.finding import find
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.leave.forms.requests import AskForm, DecideForm, WhomForm
from schools.leave.models import LeaveRequest
from schools.leave.operations.asking import ask_for_leave
from schools.leave.operations.deciding import grant, refuse
from schools.leave.operations.letters import REQUEST
from schools.leave.pages.requests import leave_page, request_page
from schools.leave.pages.words import request_address
from schools.leave.queries.requests import requests_of
from schools.leave.views.acting import act_of, kept_pupil
from schools.letters.pages.letters import Row
from schools.letters.queries.letters import letters_about
from schools.roll.queries import on_roll
from schools.roll.queries.contacts import contacts_of
from schools.roll.queries.families import siblings_of

Decided = LeaveRequest.State


@requires(Permission.SEE_LEAVE)
@require_safe
def leave(request: MemberRequest) -> HttpResponse:
    """What waits, what is to be confirmed, who is not back, and what was decided."""
    page = leave_page(clock.now(), clock.today())
    seen(Shown.What.LIST, about=("list", "show=leave"), pupils=page.keys, by=Actor.of(request.member))
    context = {"page": page, "keeps": may(request.member, Permission.KEEP_LEAVE)}
    context["sets"] = may(request.member, Permission.SET_LEAVE_POLICY)
    return render(request, "leave/leave.html", context)


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_whom(request: MemberRequest) -> HttpResponse:
    """For whom: who may be meant by what was typed. The name is in no address."""
    form = WhomForm(posted(request))
    found = None
    if request.method == "POST" and form.is_valid():
        roll = on_roll(clock.today())
        found = find(form.cleaned_data["who"], roll, {row.key for row in roll})
        keys = [one.key for one in found.pupils]
        seen(Shown.What.LIST, about=("list", "show=leave-whom"), pupils=keys, by=Actor.of(request.member))
    return form_page(request, "leave/whom.html", form, {"found": found})


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_ask(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """The school's form, with what was asked before and who else lives there beside it."""
    pupil, today = kept_pupil(request, pupil_id), clock.today()
    contacts, siblings = contacts_of(pupil, today), siblings_of(pupil, today)
    form = AskForm(posted(request), contacts=contacts, siblings=siblings, initial={"asked_on": today})
    made: list[LeaveRequest] = []

    def act() -> str:
        made.extend(ask_for_leave([pupil, *form.siblings], form.wish, act=act_of(request)))
        return "Recorded." if made[0].state == Decided.RECORDED else "Asked for. It waits to be decided."

    def page() -> HttpResponse:
        keys = [pupil.key, *(one.key for one in siblings if one.on_roll)]
        what = (Shown.What.PUPIL, Shown.What.CONTACTS)
        seen(*what, about=("pupil", pupil.pk), pupils=keys, by=Actor.of(request.member))
        return form_page(request, "leave/ask.html", form, {"pupil": pupil, "earlier": requests_of(pupil)})

    return ask(request, form, act, to=lambda: request_address(made[0].pk), page=page)


def opened(request_id: uuid.UUID) -> LeaveRequest:
    """A request of the school's."""
    row: LeaveRequest = get_object_or_404(LeaveRequest.objects.select_related("pupil", "contact"), pk=request_id)
    return row


@requires(Permission.SEE_LEAVE)
@require_safe
def leave_request(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request, with a form to decide it for who may."""
    row = opened(request_id)
    return _request_page(request, row, DecideForm(request=row))


@requires(Permission.DECIDE_LEAVE)
@require_http_methods(PAGE)
def leave_decide(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Grant it, a part of it, or refuse it."""
    row = opened(request_id)
    form = DecideForm(posted(request), request=row)

    def act() -> str:
        if form.grants:
            grant(row, form.stretch, why=form.cleaned_data["why"], act=act_of(request))
            return "Granted, and planned in the registers."
        refuse(row, why=form.cleaned_data["why"], act=act_of(request))
        return "Refused. Nothing is planned; an absence then is offered as G to whoever keeps the registers."

    return ask(request, form, act, to=request_address(row.pk), page=lambda: _request_page(request, row, form))


def _request_page(request: MemberRequest, row: LeaveRequest, form: DecideForm) -> HttpResponse:
    page = request_page(row, clock.now(), clock.today())
    seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=page.keys, by=Actor.of(request.member))
    context = {
        "page": page,
        "decides": may(request.member, Permission.DECIDE_LEAVE) and row.state == Decided.WAITING,
        "keeps": may(request.member, Permission.KEEP_LEAVE),
        "decide": reverse("leave_decide", args=[row.pk]),
        "files": file_lines((REQUEST, row.pk), request.member),
        "letters": [Row(one) for one in letters_about(REQUEST, row.pk)],
    }
    return form_page(request, "leave/request.html", form, context)
