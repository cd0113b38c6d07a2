"""Telling the school’s authority what is decided already: read as it will see it, and shared in one act."""

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.cases.views.acting import act_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.sharing.forms.telling import MeetingForm, WhyForm
from schools.sharing.operations.sharing import About
from schools.sharing.operations.telling import To, preview, tell
from schools.sharing.pages.telling import OneTold, ToldPage, about_offered, lines_of
from schools.sharing.queries.clocks import answer_by
from schools.sharing.queries.offering import offered
from schools.sharing.rules.meeting import meeting_day, meeting_faults, meeting_key
from schools.sharing.views.acting import keys_of
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import LocalAuthority


def _to(request: MemberRequest, authority: LocalAuthority) -> To:
    school = request.place.school
    assert school is not None
    due = answer_by(authority.slug, clock.today())
    return To(school=school, authority=authority.slug, authority_name=authority.name, answer_by=due)


@requires(Permission.MAKE_RETURNS)
@require_safe
def tell_list(request: MemberRequest) -> HttpResponse:
    """What the school’s own authority may be told of: what it does not have, what has changed since, what it has."""
    authority = request.place.school.authority
    lines = lines_of(offered(clock.today()), _to(request, authority), act_of(request))
    keys = [line.one.pupil.key for line in lines]
    seen(Shown.What.LIST, about=("list", "what an authority may be told"), pupils=keys, by=Actor.of(request.member))
    context = {
        "lines": lines,
        "authority": authority.name,
        "waits": sum(line.state != "sent" for line in lines),
        "agrees": may(request.member, Permission.AGREE_AUTHORITY_SHARES),
    }
    return render(request, "sharing/tell_list.html", context)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def tell_one(request: MemberRequest, purpose: str, source: uuid.UUID) -> HttpResponse:
    """One of these, or a meeting, as the authority will see it."""
    about = _meeting(request, source) if purpose == Purpose.MEETING else _offered(purpose, source)
    return share_all(request, [about], request.place.school.authority, reverse("tell_list"))


def _offered(purpose: str, source: uuid.UUID) -> About:
    one = next((one for one in offered(clock.today()) if (one.purpose.value, one.source) == (purpose, source)), None)
    if one is None:
        raise Http404
    return about_offered(one)


def _meeting(request: MemberRequest, source: uuid.UUID) -> About:
    """A meeting of a day to come, for the head alone."""
    try:
        on = meeting_day(source)
    except ValueError as none:
        raise Http404 from none
    if meeting_faults(on, clock.today()) or not may(request.member, Permission.AGREE_AUTHORITY_SHARES):
        raise Http404
    return About(purpose=Purpose.MEETING, source=source)


@requires(Permission.AGREE_AUTHORITY_SHARES)
@require_http_methods(PAGE)
def tell_meeting(request: MemberRequest) -> HttpResponse:
    """Say on which day school and authority meet; what is shared for it is read next.

    It is no decision that somebody took before: who agrees to shares agrees to what this one holds.
    """
    form = MeetingForm(posted(request))

    def act() -> str:
        if faults := meeting_faults(form.cleaned_data["meets_on"], clock.today()):
            raise Refused.because(*faults)
        return ""

    def to() -> str:
        return reverse("tell_one", args=[Purpose.MEETING.value, meeting_key(form.cleaned_data["meets_on"])])

    def page() -> HttpResponse:
        crumbs = [Crumb("What may be shared", reverse("tell_list"))]
        lede = "Who is severely absent and has a plan, long illness, part-time and off site, and how the school stands."
        heading = f"A meeting with {request.place.school.authority.name}"
        return question_page(request, form, heading=heading, button="Read what is shared", crumbs=crumbs, lede=lede)

    return ask(request, form, act, to=to, page=page)


def share_all(
    request: MemberRequest,
    abouts: Sequence[About],
    authority: LocalAuthority,
    back: str,
    *,
    why: str = "",
    refusal: str = "",
    records: bool = False,
) -> HttpResponse:
    """Show what an authority would be told, and tell it as it was read.

    `refusal` is why nothing is told any more; `records` says that there is something to note though it has all of it.
    """
    by, to = act_of(request), _to(request, authority)
    page = ToldPage(authority.name, [OneTold(preview(about, to, act=by)) for about in abouts])
    form = WhyForm(posted(request), again=page.again, initial={"why": why})

    def act() -> str:
        if refusal:
            raise Refused(refusal, code="gone")
        tell(abouts, to, read=request.POST.get("read", ""), why=form.why, act=by)
        return f"Shared with {authority.name}. It is there in a moment."

    def show() -> HttpResponse:
        keys = [about.pupil.key for about in abouts if about.pupil is not None]
        keys += keys_of({pupil for one in page.things for pupil in one.preview.composed.pupils})
        of = ("share", abouts[0].source)
        seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=of, pupils=keys, by=Actor.of(request.member))
        return form_page(
            request,
            "sharing/tell.html",
            form,
            {
                "page": page,
                "back": back,
                "refusal": refusal,
                "offers": not page.lacks and not refusal and (page.new > 0 or records),
            },
        )

    return ask(request, form, act, to=back, page=show)
