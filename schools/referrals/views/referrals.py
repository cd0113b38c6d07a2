"""Referrals: the list, how they move, one of them, begun from a case, written, sent, and what came of it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, posted
from foundation.audit.actors import Actor
from schools.cases.views.acting import ask_about, note_seen
from schools.cases.views.acting import opened as opened_case
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.referrals.forms.referrals import (
    AnswerForm,
    AskedForm,
    BackForm,
    BeginForm,
    HealthForm,
    ReasonForm,
    SendForm,
    WriteForm,
)
from schools.referrals.operations.referrals import (
    answered,
    ask_for_more,
    begin,
    go_without_consent,
    take_back,
    write,
    write_health,
)
from schools.referrals.operations.sending import send_referral
from schools.referrals.operations.services import in_use
from schools.referrals.pages.listing import referral_list
from schools.referrals.pages.one import referral_page
from schools.referrals.rules.services import Way
from schools.referrals.rules.states import REFERRAL
from schools.referrals.rules.wanted import HOME, parts_of
from schools.referrals.views.acting import act_of, ask_of, crumbs_to, opened
from schools.roll.queries.contacts import contacts_of


@requires(Permission.SEE_REFERRALS)
@require_safe
def referrals(request: MemberRequest) -> HttpResponse:
    """Every referral that the reader sees."""
    page = referral_list(request.member, clock.today(), request.GET.get("show", ""), request.GET.get("page", ""))
    keys = [line.row.case.pupil.key for line in page.lines]
    seen(Shown.What.LIST, about=("list", "show=referrals"), pupils=keys, by=Actor.of(request.member))
    logs = may(request.member, Permission.SEE_SHARES)
    return render(request, "referrals/referrals.html", {"page": page, "logs": logs})


@requires(Permission.SEE_REFERRALS)
@require_safe
def referral_moves(request: MemberRequest) -> HttpResponse:
    """How a referral moves: the table that the product itself asks."""
    return render(request, "referrals/moves.html", {"thing": REFERRAL})


@requires(Permission.SEE_REFERRALS)
@require_safe
def referral(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """One referral."""
    row = opened(request, referral_id, Permission.SEE_REFERRALS)
    page = referral_page(row, request.member, clock.today())
    note_seen(request, row.case, *((Shown.What.SENSITIVE,) if page.reads_health else ()))
    return render(request, "referrals/referral.html", {"page": page, "crumbs": crumbs_to(row)[:-1]})


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_refer(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin a referral of a case."""
    row = opened_case(request, case_id)
    form = BeginForm(posted(request), services=in_use())

    def act() -> str:
        begin(row, form.cleaned_data["service"], act=act_of(request))
        return "Begun, with what the record knows written in. Open it to see what is lacking."

    lede = "Nothing is sent yet. Services are those of the school’s own directory."
    heading, part = "Refer to a service", "#referrals"
    return ask_about(request, row, form, act, heading=heading, button="Begin", lede=lede, part=part)


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_write(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Write what the service wants."""
    row = opened(request, referral_id)
    shown = row.parts | {HOME: str(row.rings_id or "")}
    contacts = contacts_of(row.case.pupil, clock.today())
    form = WriteForm(posted(request), parts=parts_of(row.service.wants), contacts=contacts, initial=shown)

    def act() -> str:
        write(row, parts=form.words, rings=form.rings, act=act_of(request))
        return "Kept."

    lede = "What the service wants, as the directory has it. Nothing of health, which the lead writes, or of another child."
    more = (Shown.What.CONTACTS,)
    return ask_of(request, row, form, act, heading="Write the referral", button="Keep it", lede=lede, more=more)


@requires(Permission.LEAD_REFERRALS)
@require_http_methods(PAGE)
def referral_health(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Write the sensitive part."""
    row = opened(request, referral_id, Permission.LEAD_REFERRALS)
    form = HealthForm(posted(request), initial={"words": row.health})

    def act() -> str:
        write_health(row, words=form.cleaned_data["words"], act=act_of(request))
        return "Kept. You and whoever else may read sensitive barriers see it, and the service once it is sent."

    lede = "It does not go by ordinary email, and the file of what was sent is opened by those alone who may read this."
    more = (Shown.What.SENSITIVE,)
    return ask_of(request, row, form, act, heading="The sensitive part", button="Keep it", lede=lede, more=more)


@requires(Permission.LEAD_REFERRALS)
@require_http_methods(PAGE)
def referral_without_consent(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Say why it is sent without consent."""
    row, form = opened(request, referral_id, Permission.LEAD_REFERRALS), ReasonForm(posted(request))

    def act() -> str:
        go_without_consent(row, because=form.cleaned_data["because"], act=act_of(request))
        return "Kept. It goes with the referral and into the log of shares."

    lede = "Your reason stands in the referral and in the log of shares."
    heading = "Refer without consent"
    return ask_of(request, row, form, act, heading=heading, button="Refer without consent", lede=lede)


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_send(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Record that it was sent, or have it go by email."""
    row = opened(request, referral_id)
    form = SendForm(posted(request), ways=row.service.ways)

    def act() -> str:
        way = form.cleaned_data["way"]
        version = send_referral(row, way=way, school=request.place.name, act=act_of(request))
        if way is Way.EMAIL:
            return (
                "It goes by email in a few minutes, if nothing stands against it then. Until then it can be withdrawn."
            )
        return f"Recorded as sent today, version {version.number}. Its file is below: send that, as it is."

    lede = "What is sent is kept as it is, goes into the log of shares, and the service’s answer becomes a task of the case."
    return ask_of(request, row, form, act, heading="Send the referral", button="Send it", lede=lede)


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_asked(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """The service asks for more."""
    row, form = opened(request, referral_id), AskedForm(posted(request))

    def act() -> str:
        ask_for_more(row, asked=form.cleaned_data["asked"], act=act_of(request))
        return "Written down. Write what they ask for, and send it again."

    return ask_of(request, row, form, act, heading="The service asks for more", button="Write it down")


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_answer(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """What the service said."""
    row, form = opened(request, referral_id), AnswerForm(posted(request))

    def act() -> str:
        accepted = form.cleaned_data["accepted"] == "accept"
        answered(row, accepted=accepted, words=form.cleaned_data["words"], act=act_of(request))
        return "Accepted." if accepted else "Declined. Another service can be asked from the case."

    return ask_of(request, row, form, act, heading="What the service said", button="Write it down")


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_take_back(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Take it back."""
    row, form = opened(request, referral_id), BackForm(posted(request))

    def act() -> str:
        take_back(row, because=form.cleaned_data["because"], act=act_of(request))
        return "Taken back. If the service has it, tell them."

    lede = "What was sent stays in the log of shares: that it went cannot be undone."
    return ask_of(request, row, form, act, heading="Take the referral back", button="Take it back", lede=lede)
