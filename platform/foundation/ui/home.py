"""The first page of a place: straight on to where a member's work begins, or a calm word when they have none yet."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.access.gate import open_to_members
from foundation.access.member import MemberRequest
from foundation.ui.navigation import first_page

#: Who knows what somebody's role should be, by the kind of place they are a member of.
WHOM = {
    "school": "the headteacher or attendance officer of",
    "trust": "the data manager of",
    "authority": "whoever runs Rollcall at",
}


@open_to_members
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Go on to the member's first page; with nothing to enter, say so, and whom to ask."""
    if href := first_page(request.member):
        return HttpResponseRedirect(href)
    roles = sorted(role.label for role in request.member.roles)
    return render(request, "ui/home.html", {"roles": roles, "whom": WHOM[request.place.kind]})
