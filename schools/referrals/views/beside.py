"""Consent to a referral, the log of shares, and the local form of a case."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.cases.queries.rights import work_policy
from schools.cases.rules import states as case_states
from schools.cases.views.acting import act_of, crumbs_of, note_seen
from schools.cases.views.acting import opened as opened_case
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.referrals.forms.referrals import AttendCopyForm, ConsentForm, WithdrawForm
from schools.referrals.models import Consent
from schools.referrals.operations.attend import keep_form
from schools.referrals.operations.consents import note_consent, withdraw_consent
from schools.referrals.pages.attend import AttendPage, attend_page
from schools.referrals.pages.shares import share_log
from schools.referrals.queries.rights import work_referrals
from schools.referrals.rules.attend import attend_form
from schools.referrals.views.acting import ask_of, opened


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def referral_consent(request: MemberRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Write down a consent."""
    row = opened(request, referral_id)
    form = ConsentForm(posted(request))

    def act() -> str:
        note_consent(row, **form.cleaned_data, act=act_of(request))
        return "Written down."

    lede = "Whose consent you ask for is your school’s own rule; what is kept is what was said."
    return ask_of(request, row, form, act, heading="Write down consent", button="Write it down", lede=lede)


@requires(Permission.WORK_REFERRALS)
@require_http_methods(PAGE)
def consent_withdraw(request: MemberRequest, consent_id: uuid.UUID) -> HttpResponse:
    """Write down that consent was withdrawn."""
    referrals = work_referrals.visible(request.member).order_by().values("pk")
    consent = get_object_or_404(
        Consent.objects.select_related("referral__case__pupil", "referral__service"),
        pk=consent_id,
        referral__in=referrals,
    )
    form = WithdrawForm(posted(request))

    def act() -> str:
        withdraw_consent(consent, on=form.cleaned_data["on"], words=form.cleaned_data["words"], act=act_of(request))
        return "Written down. Nothing more leaves on it."

    heading, lede = (
        "Consent was withdrawn",
        "Nothing more leaves on it. A service that has it is told.",
    )
    return ask_of(request, consent.referral, form, act, heading=heading, button="Write it down", lede=lede)


@requires(Permission.SEE_SHARES)
@require_safe
def shares(request: MemberRequest) -> HttpResponse:
    """What of any pupil was shared with whom."""
    page = share_log(clock.today(), request.GET.get("whom", ""), request.GET.get("page", ""))
    keys = [one.pupil.key for one in page.shown]
    seen(Shown.What.LIST, about=("list", "show=shares"), pupils=keys, by=Actor.of(request.member))
    return render(request, "referrals/shares.html", {"page": page})


def _form_page(request: MemberRequest, page: AttendPage) -> HttpResponse:
    note_seen(request, page.case)
    return render(request, "referrals/attend.html", {"page": page, "crumbs": crumbs_of(page.case)})


def _attend(request: MemberRequest, case_id: uuid.UUID, number: int | None) -> AttendPage:
    row = opened_case(request, case_id, Permission.SEE_CASES)
    works = row.state != case_states.CLOSED and work_policy.may(request.member, row)
    page = attend_page(row, number, works=works)
    if page is None:
        raise Http404
    return page


@requires(Permission.SEE_CASES)
@require_safe
def case_attend(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """The local form of a case as it is filled in now."""
    return _form_page(request, _attend(request, case_id, None))


@requires(Permission.SEE_CASES)
@require_safe
def case_attend_version(request: MemberRequest, case_id: uuid.UUID, number: int) -> HttpResponse:
    """The same as it was filled in before."""
    return _form_page(request, _attend(request, case_id, number))


@requires(Permission.WORK_CASES)
@require_http_methods(PAGE)
def case_attend_write(request: MemberRequest, case_id: uuid.UUID) -> HttpResponse:
    """Fill it in, as a new version."""
    row, local = opened_case(request, case_id), attend_form()
    held = attend_page(row, None, works=True)
    last = held.shown if held is not None else None
    answers, number = (last.answers, last.number) if last is not None else ({}, 0)
    form = AttendCopyForm(posted(request), asks=local, answers=answers, seen=number)

    def act() -> str:
        copy = keep_form(row, answers=form.answers, seen=form.cleaned_data["seen"], act=act_of(request))
        return f"Kept as version {copy.number}. What was answered before stays readable."

    def page() -> HttpResponse:
        note_seen(request, row)
        return form_page(
            request, "referrals/attend_write.html", form, {"case": row, "crumbs": crumbs_of(row), "local": local}
        )

    return ask(request, form, act, to=reverse("case_attend", args=[row.pk]), page=page)
