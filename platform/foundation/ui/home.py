"""The first page of a place: straight on to a member's first work there, or a calm word when they have none yet."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.access.gate import open_to_members
from foundation.access.member import MemberRequest
from foundation.ui.navigation import rail


@open_to_members
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Go on to the first item of the member's rail; with none, say so."""
    links = rail(request, request.place.kind)
    if links:
        return HttpResponseRedirect(links[0].href)
    roles = sorted(role.label for role in request.member.roles)
    return render(request, "ui/home.html", {"roles": roles})
