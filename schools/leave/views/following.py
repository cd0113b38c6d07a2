"""After leave was decided: withdrawing it, confirming absence without it, enquiries, and the school's policy."""

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.calendar.rules.sessions import SchoolSession
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.leave.forms.requests import EnquiryForm, PolicyForm, WordsForm
from schools.leave.models import LeaveRequest
from schools.leave.operations.deciding import withdraw
from schools.leave.operations.following import confirm_holiday, note_enquiry, say_otherwise, settle_return
from schools.leave.operations.settings import set_policy
from schools.leave.pages.words import request_address
from schools.leave.queries.requests import Policy, policy_now
from schools.leave.views.acting import act_of
from schools.leave.views.requests import opened
from schools.registers.rules.addresses import read_slot

HOLIDAY = "holiday"


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_withdraw(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    row = opened(request_id)
    form = WordsForm(posted(request))

    def act() -> str:
        told = withdraw(row, why=form.cleaned_data["why"], act=act_of(request))
        also = " A letter about it has left already: tell the family." if told else ""
        return f"Withdrawn. What was planned ahead is out of the registers; what was entered stays.{also}"

    return ask(
        request,
        form,
        act,
        to=request_address(row.pk),
        page=lambda: _question(request, row, form, heading="Withdraw leave", button="Withdraw"),
    )


@requires(Permission.KEEP_LEAVE)
@require_POST
def leave_away(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say of sessions away without leave what they were: each is "2026-11-30 am", or all that the page showed."""
    row = opened(request_id)

    def act() -> str:
        places = [_place(one) for one in request.POST.getlist("session")]
        if not places:
            raise Refused("Choose at least one session.", code="no_session")
        holiday = request.POST.get("answer") == HOLIDAY
        for place in places:
            (confirm_holiday if holiday else say_otherwise)(row, place, act=act_of(request))
        return "Entered as G." if holiday else "Noted. The marks stay what they are."

    return press(request, act, to=f"{request_address(row.pk)}#away")


def _place(text: str) -> SchoolSession:
    date, _, session = text.partition(" ")
    return SchoolSession(*read_slot(date, session))


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_enquiry(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Note an enquiry after a pupil who has not come back."""
    row = opened(request_id)
    form = EnquiryForm(posted(request), initial={"on": clock.today()})

    def act() -> str:
        note_enquiry(row, **form.cleaned_data, act=act_of(request))
        return "Noted."

    return ask(
        request,
        form,
        act,
        to=f"{request_address(row.pk)}#enquiries",
        page=lambda: _question(request, row, form, heading="Note an enquiry", button="Keep"),
    )


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_settle(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Close the question whether a pupil came back."""
    row = opened(request_id)
    form = WordsForm(posted(request))

    def act() -> str:
        settle_return(row, words=form.cleaned_data["why"], act=act_of(request))
        return "Closed."

    def page() -> HttpResponse:
        return _question(request, row, form, heading="What is known of the pupil", button="Close")

    return ask(request, form, act, to=request_address(row.pk), page=page)


def _question(
    request: MemberRequest, row: LeaveRequest, form: WordsForm | EnquiryForm, *, heading: str, button: str
) -> HttpResponse:
    seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
    crumbs = [Crumb("Leave", reverse("leave")), Crumb(str(row.pupil), request_address(row.pk), of_person=True)]
    return question_page(request, form, heading=heading, button=button, crumbs=crumbs, lede=row.stretch.said)


@requires(Permission.SET_LEAVE_POLICY)
@require_http_methods(PAGE)
def leave_policy(request: MemberRequest) -> HttpResponse:
    """Whether leave may be granted after the fact, and how often part-time is reviewed."""
    held = policy_now()
    initial = {"never_after": held.never_after, "review_weeks": held.review_weeks}
    form = PolicyForm(posted(request), initial=initial)

    def act() -> str:
        clean = form.cleaned_data
        changed = set_policy(Policy(clean["never_after"], clean["review_weeks"]), by=Actor.of(request.member))
        return "Kept." if changed else "Nothing was different, so nothing is changed."

    def page() -> HttpResponse:
        crumbs = [Crumb("Leave", reverse("leave"))]
        return question_page(request, form, heading="Policy on leave", button="Save", crumbs=crumbs)

    return ask(request, form, act, to=reverse("leave"), page=page)
