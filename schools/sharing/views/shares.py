"""What the school shares: the list, one share, and what is done with it once it is with its authority."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, posted, press, question_page
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.cases.views.acting import act_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.sharing.forms.shares import RevokeForm, SayForm
from schools.sharing.operations import sharing as acts
from schools.sharing.pages.listing import share_list
from schools.sharing.pages.one import lost_by, share_page
from schools.sharing.pages.words import share_address
from schools.sharing.rules.states import SHARE
from schools.sharing.views.acting import crumbs_of, list_crumb, note_seen, opened, school_of
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import was_given


@requires(Permission.SEE_AUTHORITY_SHARES)
@require_safe
def authority_shares(request: MemberRequest) -> HttpResponse:
    """Every share that the reader sees."""
    page = share_list(request.member, clock.today(), request.GET.get("show", ""), request.GET.get("page", ""))
    keys = [line.row.pupil.key for line in page.lines if line.row.pupil is not None]
    seen(Shown.What.LIST, about=("list", "show=authority_shares"), pupils=keys, by=Actor.of(request.member))
    sets = may(request.member, Permission.SET_SHARING)
    return render(request, "sharing/shares.html", {"page": page, "sets": sets})


@requires(Permission.SEE_AUTHORITY_SHARES)
@require_safe
def authority_share_moves(request: MemberRequest) -> HttpResponse:
    """How a share moves: the table that the product itself asks."""
    return render(request, "sharing/moves.html", {"thing": SHARE})


@requires(Permission.OPEN_AUTHORITY_SHARE)
@require_safe
def authority_share(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """One share: how it stands, its versions, and the thread of both ends."""
    row = opened(request, share_id, Permission.OPEN_AUTHORITY_SHARE)
    note_seen(request, row)
    crumb = list_crumb(Purpose(row.purpose), row.pupil)
    page = share_page(row, request.member, clock.today())
    return render(request, "sharing/share.html", {"page": page, "crumb": crumb})


@requires(Permission.WORK_ON_AUTHORITY_SHARE)
@require_POST
def authority_share_seen(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Tick off what the authority did."""
    row = opened(request, share_id, Permission.WORK_ON_AUTHORITY_SHARE)

    def act() -> str:
        done = acts.tick_off(list(row.acts.filter(ours=False, seen_at=None)), act=act_of(request))
        return f"{counted(done, 'answer')} ticked off." if done else "Nothing was new."

    return press(request, act, to=share_address(row.pk))


@requires(Permission.WORK_ON_AUTHORITY_SHARE)
@require_POST
def authority_share_drop(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Say that it is not needed."""
    row = opened(request, share_id, Permission.WORK_ON_AUTHORITY_SHARE)

    def act() -> str:
        acts.drop(row, act=act_of(request))
        return "Not needed. Nobody was shown anything."

    return press(request, act, to=share_address(row.pk))


@requires(Permission.WORK_ON_AUTHORITY_SHARE)
@require_http_methods(PAGE)
def authority_share_say(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Write to the authority about it."""
    row = opened(request, share_id, Permission.WORK_ON_AUTHORITY_SHARE)
    form = SayForm(posted(request))

    def act() -> str:
        acts.say(row, words=form.cleaned_data["words"], act=act_of(request))
        return f"Written. {row.authority_name} has it in a moment."

    def page() -> HttpResponse:
        note_seen(request, row)
        heading = f"Write to {row.authority_name}"
        who = str(row.pupil or "")
        return question_page(request, form, heading=heading, button="Write", crumbs=crumbs_of(row), who=who)

    return ask(request, form, act, to=share_address(row.pk), page=page)


@requires(Permission.WORK_ON_AUTHORITY_SHARE)
@require_http_methods(PAGE)
def authority_share_revoke(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Take it back, told before what the authority loses."""
    row = opened(request, share_id, Permission.WORK_ON_AUTHORITY_SHARE)
    form = RevokeForm(posted(request), given=was_given(Purpose(row.purpose), row.answer))

    def act() -> str:
        given = form.cleaned_data
        acts.revoke(
            row,
            school=school_of(request),
            why=given["why"],
            wrong_child=given.get("wrong_child", False),
            act=act_of(request),
        )
        return f"Taken back. In a moment {row.authority_name} has nothing of it."

    def page() -> HttpResponse:
        note_seen(request, row)
        return question_page(
            request,
            form,
            heading=f"Take it back from {row.authority_name}",
            button="Take it back",
            crumbs=crumbs_of(row),
            who=str(row.pupil or ""),
            facts=lost_by(row),
            leave=share_address(row.pk),
        )

    return ask(request, form, act, to=share_address(row.pk), page=page)
