"""The first page of a place: straight on to where a member's work begins, or a calm word when they have none yet."""

from collections.abc import Sequence

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


def no_pages(roles: Sequence[str], whom: str) -> str:
    """That there is nothing to enter, and whom to ask."""
    these = "this role" if len(roles) == 1 else "these roles"
    return f"There are no pages for {these} here yet. If you expected some, ask {whom} to check your role."


@open_to_members
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Go on to the member's first page; with nothing to enter, say so, and whom to ask."""
    if href := first_page(request.member):
        return HttpResponseRedirect(href)
    roles = sorted(role.label for role in request.member.roles)
    whom = f"{WHOM[request.place.kind]} {request.place.name}"
    return render(request, "ui/home.html", {"roles": roles, "no_pages": no_pages(roles, whom)})
