"""Approved returns shared with an authority in Rollcall: read as it will see them, and told in one act."""

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.cases.views.acting import act_of
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.returns.models import Return, ReturnFile
from schools.returns.queries.rows import shown_whole
from schools.returns.rules.kinds import Kind
from schools.sharing.forms.returned import WhyForm
from schools.sharing.operations.telling import To, about_return, preview, tell
from schools.sharing.pages.returned import OneReturn, ReturnedPage, authority_named, told_in_rollcall
from schools.sharing.rules.returned import purpose_of
from tenants.trusts.models import LocalAuthority

_GONE = "This file was sent or withdrawn already."


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def returned_file(request: MemberRequest, file_id: uuid.UUID) -> HttpResponse:
    """All returns of a file that waits to be sent."""
    file: ReturnFile = get_object_or_404(ReturnFile, pk=file_id)
    authority = authority_named(file.authority, request.place)
    rows = list(Return.objects.select_related("pupil").filter(lines__file=file).order_by("lines__place"))
    if authority is None or not rows or purpose_of(Kind(rows[0].kind), rows[0].facts) is None or not shown_whole(file):
        raise Http404
    waits = file.sent_on is None and file.withdrawn_at is None
    back = reverse("return_file", args=[file.pk])
    return _shared(request, rows, authority, back, refusal="" if waits else _GONE)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def returned_again(request: MemberRequest, return_id: uuid.UUID, authority: str) -> HttpResponse:
    """One return that the authority has and that holds no more: as it reads now."""
    rows = policy_for(Permission.MAKE_RETURNS).visible(request.member)
    row: Return = get_object_or_404(rows.select_related("pupil"), pk=return_id)
    to = next((one for one in told_in_rollcall(row, request.place) if one.slug == authority), None)
    if to is None:
        raise Http404
    return _shared(request, [row], to, reverse("return", args=[row.pk]))


def _shared(
    request: MemberRequest, rows: Sequence[Return], authority: LocalAuthority, back: str, *, refusal: str = ""
) -> HttpResponse:
    """Show what would be told, and tell it as it was read."""
    school, by = request.place.school, act_of(request)
    assert school is not None
    to = To(school=school, authority=authority.slug, authority_name=authority.name)
    abouts = [about_return(row) for row in rows]
    told = [OneReturn(row, preview(about, to, act=by)) for row, about in zip(rows, abouts, strict=True)]
    page = ReturnedPage(authority.name, told)
    initial = {"why": rows[0].overtaken_because}
    form = WhyForm(posted(request), again=page.again, initial=initial)

    def act() -> str:
        if refusal:
            raise Refused(refusal, code="gone")
        tell(abouts, to, read=request.POST.get("read", ""), why=form.why, act=by)
        return f"Shared with {authority.name}. It is there in a moment."

    def show() -> HttpResponse:
        keys = [row.pupil.key for row in rows]
        of = ("return", rows[0].pk)
        seen(Shown.What.PUPIL, Shown.What.CONTACTS, about=of, pupils=keys, by=Actor.of(request.member))
        return form_page(request, "sharing/returned.html", form, {"page": page, "back": back, "refusal": refusal})

    return ask(request, form, act, to=back, page=show)
