"""What the views of an authority's officers have in common: who acts, and which share they may open."""

import uuid

from django.http import Http404, HttpResponse

from foundation import clock
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from tenants.shares.models import Share
from tenants.shares.operations.answering import Officer
from tenants.shares.operations.opening import note_denied, note_list_taken


def officer_of(request: MemberRequest) -> Officer:
    """Who acts, and when."""
    now = clock.now()
    return Officer(Actor.of(request.member), now, clock.today())


def opened(request: MemberRequest, key: uuid.UUID, permission: Permission = Permission.OPEN_SHARES) -> Share:
    """The share of that key. What is not shared with this authority, or no more, is a 404, and leaves a line."""
    row: Share | None = policy_for(permission).visible(request.member).filter(pk=key).first()
    if row is None:
        raise denied(request, key)
    return row


def denied(request: MemberRequest, key: uuid.UUID) -> Http404:
    """The 404 of what is not shared, once it is written down that it was asked for."""
    note_denied(key, officer_of(request), authority_id=request.place.key)
    return Http404()


def list_file(request: MemberRequest, name: str, rows: int, content: str) -> HttpResponse:
    """A list as a file for a spreadsheet. Each that is taken away is a line."""
    note_list_taken(name, rows, officer_of(request), authority_id=request.place.key)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
