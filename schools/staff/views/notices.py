"""One's own notices. Everybody who works here has the page; it never shows another's."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import open_to_members
from foundation.access.member import MemberRequest
from foundation.acting import done
from foundation.ui.numbers import counted
from schools.staff.models import StaffNotice
from schools.staff.operations.notices import read, read_through
from schools.staff.pages.notices import notices_page
from schools.staff.queries import notices_of


@open_to_members
@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    """What waits for whoever asks."""
    return render(request, "staff/notices.html", {"page": notices_page(request.member.person_id)})


@open_to_members
@require_safe
def notice(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Open a notice: on to where it is seen to, and it counts as read.

    By a plain link, since the email holds one. That it was read is all it changes, and that is true of whoever follows it.
    """
    row = _own(request, notice_id)
    if request.method == "GET":
        read(row, at=clock.now())
    return HttpResponseRedirect(row.address)


@open_to_members
@require_POST
def notices_read(request: MemberRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Count as read all that the page showed, up to the newest it named: one that came since stays unread."""
    changed = read_through(_own(request, notice_id), at=clock.now())
    return done(request, f"{counted(changed, 'notice')} marked as read.", reverse("notices"))


def _own(request: MemberRequest, notice_id: uuid.UUID) -> StaffNotice:
    rows = notices_of(request.member.person_id).select_related("post")
    row: StaffNotice = get_object_or_404(rows, pk=notice_id)
    return row
