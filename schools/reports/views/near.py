"""Worklists of one school that join its rooms: who is at the persistent absence line, and why."""

import uuid
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.meetings.pages.adding import add_words
from schools.pupils.forms.lists import NarrowForm
from schools.pupils.pages.pupil_list import PUPILS_A_PAGE
from schools.pupils.queries import pupils_with_totals
from schools.registers.rules.pupil_standing import NEAR
from schools.reports.pages.near_persistent import NearList, near_list, near_sort
from schools.reports.pages.near_persistent_file import near_csv
from schools.reports.pages.near_persistent_rows import near_rows
from schools.reports.pages.why_near import why_near


def _near(request: MemberRequest) -> tuple[NearList, NarrowForm]:
    narrow = NarrowForm(request.GET)
    page = near_list(
        clock.today(),
        visible=pupils_with_totals(request.member),
        basis=narrow.basis_chosen,
        sort=near_sort(request.GET.get("sort", "")),
        year_group=narrow.chosen("year"),
        group=narrow.chosen("form"),
    )
    return page, narrow


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def near(request: MemberRequest) -> HttpResponse:
    """Who is at the persistent absence line, first those who can still recover."""
    page, narrow = _near(request)
    kept = narrow.kept()
    shown = Paginator(page.lines, PUPILS_A_PAGE).get_page(request.GET.get("page"))
    keys = (line.pupil.key for line in shown)
    seen(Shown.What.LIST, about=("list", narrow.codes("show=near")), pupils=keys, by=Actor.of(request.member))
    return render(
        request,
        "reports/near.html",
        {
            "page": page,
            "shown": shown,
            "rows": near_rows(shown, page.basis),
            "narrow": narrow.cleaned_data,
            "near": NEAR,
            "heads": page.sort.heads(kept),
            "query": urlencode(kept | {"sort": page.sort.text}),
            "to_meeting": may(request.member, Permission.KEEP_MEETINGS) and add_words(request.member, clock.today()),
        },
    )


@requires(Permission.SEE_PUPIL_TOTALS)
@require_POST
def near_file(request: MemberRequest) -> HttpResponse:
    """The pupils ticked on the worklist as a CSV file; the whole worklist when none is."""
    page, narrow = _near(request)
    body, keys = near_csv(page, set(request.POST.getlist("pupil")))
    by = Actor.of(request.member)
    seen(Shown.What.LIST, about=("list", f"file {narrow.codes('show=near')}"), pupils=keys, by=by)
    record("near_list.downloaded", about=("list", "near"), by=by, details={"pupils": len(keys)})
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="near-persistent-absence-{clock.today().isoformat()}.csv"'
    return response


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def why_pupil_near(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """How one pupil's standing towards persistent absence comes about."""
    row = get_object_or_404(pupils_with_totals(request.member), pk=pupil_id)
    why = why_near(row, clock.today(), NarrowForm(request.GET).basis_chosen)
    seen(Shown.What.PUPIL, about=("pupil", row.pk), pupils=[row.key], by=Actor.of(request.member))
    return render(request, "reports/why_near.html", {"why": why, "heading": f"Persistent absence: {row}"})
