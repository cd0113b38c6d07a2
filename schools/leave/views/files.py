"""Adding files to a request or a part-time timetable."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from foundation.ui.numbers import counted
from schools.documents.operations import receive
from schools.documents.pages import file_lines
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.leave.forms.files import FilesForm
from schools.leave.models import LeaveRequest, PartTimeTimetable
from schools.leave.operations.letters import REQUEST, TIMETABLE
from schools.leave.pages.part_time import timetable_address
from schools.leave.pages.words import request_address


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def leave_files(request: MemberRequest, request_id: uuid.UUID) -> HttpResponse:
    """Evidence of a request."""
    row = get_object_or_404(LeaveRequest.objects.select_related("pupil"), pk=request_id)
    return _files(request, row, REQUEST, back=request_address(row.pk), above=reverse("leave"))


@requires(Permission.KEEP_LEAVE)
@require_http_methods(PAGE)
def part_time_files(request: MemberRequest, timetable_id: uuid.UUID) -> HttpResponse:
    """Papers of a part-time timetable: the signed agreement, the plan it is part of."""
    row = get_object_or_404(PartTimeTimetable.objects.select_related("pupil"), pk=timetable_id)
    return _files(request, row, TIMETABLE, back=timetable_address(row.pk), above=reverse("part_time_all"))


def _files(
    request: MemberRequest, row: LeaveRequest | PartTimeTimetable, kind: str, *, back: str, above: str
) -> HttpResponse:
    form = FilesForm(posted(request), request.FILES or None)

    def act() -> str:
        sent, by, now = form.cleaned_data["evidence"], Actor.of(request.member), clock.now()
        for one in sent:
            receive(one, about=(kind, row.pk), by=by, now=now)
        return f"{counted(len(sent), 'file')} sent. Each can be opened when it has been checked."

    def page() -> HttpResponse:
        seen(Shown.What.PUPIL, about=("pupil", row.pupil_id), pupils=[row.pupil.key], by=Actor.of(request.member))
        files = file_lines((kind, row.pk), request.member)
        context = {"row": row, "files": files, "back": back, "list": above, "part_time": kind == TIMETABLE}
        return form_page(request, "leave/files.html", form, context)

    return ask(request, form, act, to=back, page=page)
