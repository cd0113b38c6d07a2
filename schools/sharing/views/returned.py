"""Approved returns shared with an authority in Rollcall: read as it will see them, and told in one act."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE
from schools.returns.models import Return, ReturnFile
from schools.returns.queries.rows import shown_whole
from schools.returns.rules.kinds import Kind
from schools.sharing.operations.telling import about_return
from schools.sharing.pages.returned import authority_named, told_in_rollcall
from schools.sharing.rules.returned import purpose_of
from schools.sharing.views.telling import share_all

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
    abouts = [about_return(row) for row in rows]
    return share_all(request, abouts, authority, back, refusal="" if waits else _GONE, records=True)


@requires(Permission.MAKE_RETURNS)
@require_http_methods(PAGE)
def returned_again(request: MemberRequest, return_id: uuid.UUID, authority: str) -> HttpResponse:
    """One return that the authority has and that holds no more: as it reads now."""
    rows = policy_for(Permission.MAKE_RETURNS).visible(request.member)
    row: Return = get_object_or_404(rows.select_related("pupil"), pk=return_id)
    to = next((one for one in told_in_rollcall(row, request.place) if one.slug == authority), None)
    if to is None:
        raise Http404
    back = reverse("return", args=[row.pk])
    return share_all(request, [about_return(row)], to, back, why=row.overtaken_because)
