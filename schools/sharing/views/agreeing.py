"""Beginning a share, reading it as the officer will see it, and agreeing to it as it was read."""

import uuid

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, Crumb, ask, form_page, posted, question_page
from schools.cases.views.acting import act_of
from schools.sharing.forms.shares import AgreeForm
from schools.sharing.models import Share
from schools.sharing.operations import sharing as acts
from schools.sharing.operations.beginning import begin
from schools.sharing.pages.preview import Preview, preview_of
from schools.sharing.pages.sources import BEGUN
from schools.sharing.pages.words import agree_address, preview_address, share_address
from schools.sharing.queries.shares import agreed_by
from schools.sharing.queries.whom import whom_of
from schools.sharing.views.acting import crumbs_of, note_seen, opened, school_of
from tenants.shares.rules.purposes import Purpose


@requires(Permission.PREPARE_AUTHORITY_SHARES)
@require_http_methods(PAGE)
def authority_share_begin(request: MemberRequest, purpose: str, source: uuid.UUID, authority: str) -> HttpResponse:
    """Begin to share something with one authority, and read it as its officers will."""
    about = BEGUN[Purpose(purpose)](request.member, source) if purpose in BEGUN else None
    if about is None:
        raise Http404
    allowed = whom_of(about.pupil, school_of(request), request.place.authorities, clock.today())
    form, made = forms.Form(posted(request)), list[Share]()

    def act() -> str:
        made.append(begin(about, authority=authority, allowed=allowed, act=act_of(request)))
        return ""

    def page() -> HttpResponse:
        who = str(about.pupil or "")
        lede = "It is read as the officer will see it first. The headteacher agrees to it then."
        crumbs = [Crumb("Shared", reverse("authority_shares"))]
        return question_page(
            request, form, heading=about.purpose.words, button="Prepare it", crumbs=crumbs, who=who, lede=lede
        )

    reads = agree_address if may(request.member, Permission.AGREE_AUTHORITY_SHARES) else preview_address
    return ask(request, form, act, to=lambda: reads(made[0].pk), page=page)


def _preview(request: MemberRequest, row: Share, *, by: str) -> Preview:
    school, today = school_of(request), clock.today()
    allowed = whom_of(row.pupil, school, request.place.authorities, today)
    return preview_of(row, school, allowed, clock.now(), today, by=by)


@requires(Permission.OPEN_AUTHORITY_SHARE)
@require_safe
def authority_share_preview(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """As the officer will see it, for who does not agree to it."""
    row = opened(request, share_id, Permission.OPEN_AUTHORITY_SHARE)
    note_seen(request, row)
    context = {"page": _preview(request, row, by=""), "crumbs": crumbs_of(row)}
    return form_page(
        request, "sharing/preview.html", AgreeForm(None, first=True, purpose=Purpose(row.purpose)), context
    )


@requires(Permission.AGREE_TO_AUTHORITY_SHARE)
@require_http_methods(PAGE)
def authority_share_agree(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """As the officer will see it, and the button that shares it."""
    row = opened(request, share_id, Permission.AGREE_TO_AUTHORITY_SHARE)
    doing = act_of(request)
    made = _preview(request, row, by=agreed_by(request.member, doing.signed.position))
    form = AgreeForm(posted(request), first=not row.number, purpose=Purpose(row.purpose))

    def act() -> str:
        read, why = request.POST.get("read", ""), form.cleaned_data.get("why", "")
        acts.agree(row, made.snapshot, made.composed, read=read, why=why, answer_by=made.answer_by, act=doing)
        return f"Agreed. It is on its way to {row.authority_name}."

    def page() -> HttpResponse:
        note_seen(request, row)
        return form_page(request, "sharing/preview.html", form, {"page": made, "crumbs": crumbs_of(row)})

    return ask(request, form, act, to=share_address(row.pk), page=page)
