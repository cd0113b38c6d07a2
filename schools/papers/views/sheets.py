"""The one page of a pupil for a meeting: on screen, as a PDF, and of everybody on an agenda."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from foundation.ui.numbers import middle_date
from schools.cases.queries.rights import see_policy
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.meetings.models import Meeting
from schools.meetings.pages.one import meeting_page
from schools.papers.pages.printing import sheets_pdf
from schools.papers.pages.sheet import Sheet, sheet_of, sheets_of
from schools.roll.models import Pupil


def _sheet(request: MemberRequest, pupil_id: uuid.UUID) -> Sheet:
    """The page of a pupil whose case this person reads, or a 404; that it was shown is written down."""
    pupil: Pupil = get_object_or_404(see_policy.pupils(request.member), pk=pupil_id)
    sensitive = request.GET.get("with") == "sensitive"
    sheet = sheet_of(pupil, request.member, clock.today(), sensitive=sensitive)
    more = [Shown.What.SENSITIVE] if sheet.sensitive else []
    by = Actor.of(request.member)
    seen(Shown.What.CASE, *more, about=("pupil", pupil.pk), pupils=[pupil.key], by=by)
    return sheet


@requires(Permission.SEE_CASES)
@require_safe
def pupil_sheet(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One page of a pupil; printed, it is the same."""
    sheet = _sheet(request, pupil_id)
    return render(request, "papers/sheet.html", {"sheet": sheet, "today": clock.today()})


@requires(Permission.SEE_CASES)
@require_safe
def pupil_sheet_file(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """The same as a PDF."""
    sheet = _sheet(request, pupil_id)
    details = {"sensitive": sheet.sensitive}
    record("paper.page_made", about=("pupil", sheet.pupil.pk), by=Actor.of(request.member), details=details)
    return _pdf(request, [sheet], "Page for a meeting", "page")


@requires(Permission.SEE_MEETINGS)
@require_safe
def meeting_sheets(request: MemberRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """One PDF of the pages of everybody on an agenda whose case this person reads, in its order."""
    row: Meeting = get_object_or_404(policy_for(Permission.SEE_MEETINGS).visible(request.member), pk=meeting_id)
    page, today = meeting_page(row, request.member, clock.today()), clock.today()
    named = [line.pupil for part in page.parts for line in part.rows]
    pupils = {pupil.pk: pupil for pupil in (row.pupil, *named) if pupil is not None}
    reached = set(see_policy.pupils(request.member).filter(pk__in=pupils).order_by().values_list("pk", flat=True))
    shown = [pupil for key, pupil in pupils.items() if key in reached]
    if not shown:
        messages.warning(request, "Nobody is on this agenda, so there is no page to print.")
        return HttpResponseRedirect(reverse("meeting", args=[row.pk]))
    by = Actor.of(request.member)
    seen(Shown.What.CASE, about=("meeting", row.pk), pupils=[pupil.key for pupil in shown], by=by)
    record("meeting.pages_made", about=("meeting", row.pk), by=by, details={"pupils": len(shown)})
    return _pdf(request, list(sheets_of(shown, request.member, today)), page.title, f"pages-{row.on.isoformat()}")


def _pdf(request: MemberRequest, sheets: list[Sheet], title: str, name: str) -> HttpResponse:
    """No name of a pupil is in the file's."""
    today = middle_date(clock.today())
    body = sheets_pdf(sheets, title=title, school=request.place.name, today=today, made_at=clock.now())
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
