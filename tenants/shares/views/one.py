"""One share: its newest version, an earlier one, and a file of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.documents.store import StoreAwayError, shelf
from tenants.shares.models import File
from tenants.shares.operations.opening import note_download, note_opening
from tenants.shares.pages.one import share_page
from tenants.shares.views.acting import denied, officer_of, opened


@requires(Permission.OPEN_SHARES)
@require_safe
def share(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """A share in its newest version. The school is told that it was opened."""
    return _shown(request, share_id, None)


@requires(Permission.OPEN_SHARES)
@require_safe
def share_version(request: MemberRequest, share_id: uuid.UUID, number: int) -> HttpResponse:
    """A share in one of its versions, as that came."""
    return _shown(request, share_id, number)


def _shown(request: MemberRequest, key: uuid.UUID, number: int | None) -> HttpResponse:
    row, officer = opened(request, key), officer_of(request)
    page = share_page(
        row, number=number, today=officer.today, person=request.member.person_id,
        answers=may(request.member, Permission.ANSWER_SHARES),
    )  # fmt: skip
    if page is None:
        raise denied(request, key)
    note_opening(row, officer)
    return render(request, "shares/one.html", {"page": page})


@requires(Permission.OPEN_SHARES)
@require_safe
def share_file(request: MemberRequest, share_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Download a file: the store is asked for it by whoever follows within a minute. Each download is a line."""
    row = opened(request, share_id)
    file = File.objects.filter(pk=file_id, version__share=row).first()
    if file is None:
        raise denied(request, file_id)
    try:
        address = shelf().address(file.stored_as, shown_as=f"document-{file.stored_as[:8]}.{file.kind}")
    except StoreAwayError:
        messages.warning(request, "The store of files gives nothing out at the moment. Try again in a few minutes.")
        return HttpResponseRedirect(reverse("share", args=[row.pk]))
    note_download(row, file, officer_of(request))
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
