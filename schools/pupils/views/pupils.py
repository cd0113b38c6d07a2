"""Pages of one school's pupils: the list, and one pupil's year."""

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
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from schools.calendar.queries import calendar_for
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.moved.pages.trust_wide import trust_wide_head
from schools.pupils.forms.lists import NarrowForm, YearForm
from schools.pupils.pages.list_columns import list_sort
from schools.pupils.pages.list_file import pupils_csv
from schools.pupils.pages.list_rows import pupil_rows
from schools.pupils.pages.one_pupil import PupilPage, pupil_page
from schools.pupils.pages.pupil_list import PUPILS_A_PAGE, PupilList, pupil_list
from schools.pupils.pages.pupil_words import pupil_words
from schools.pupils.pages.year_calendar import DayLinks, calendar_html
from schools.pupils.queries import pupils_with_totals
from schools.registers.rules.pupil_standing import NEAR
from schools.roll.pages.people_around import siblings_here
from schools.roll.pages.pupil_panels import PanelPupil, panels_of
from schools.roll.queries import is_contact_first


def _list(request: MemberRequest, narrow: NarrowForm) -> PupilList:
    return pupil_list(
        clock.today(),
        calendar_for(request.member),
        visible=policy_for(Permission.SEE_PUPILS).visible(request.member),
        basis=narrow.basis_chosen,
        year_group=narrow.chosen("year"),
        group=narrow.chosen("form"),
        show=narrow.chosen("show"),
    )


@requires(Permission.SEE_PUPILS)
@require_safe
def pupils(request: MemberRequest) -> HttpResponse:
    """Everyone on roll within the reader's reach, with the year's attendance so far: a page of them at a time."""
    narrow, sort = NarrowForm(request.GET), list_sort(request.GET.get("sort", ""))
    page = _list(request, narrow)
    shown = Paginator(sort.order(page.lines), PUPILS_A_PAGE).get_page(request.GET.get("page"))
    keys = (line.pupil.key for line in shown)
    seen(Shown.What.LIST, about=("list", narrow.codes()), pupils=keys, by=Actor.of(request.member))
    return render(
        request,
        "pupils/pupils.html",
        {
            "page": page,
            "shown": shown,
            "rows": pupil_rows(shown, page.basis),
            "narrow": narrow.cleaned_data,
            "near": NEAR,
            "sort": sort,
            "heads": sort.heads(narrow.kept()),
            "query": urlencode(narrow.kept() | {"sort": sort.text}),
            "may_change_roll": may(request.member, Permission.CHANGE_ROLL),
        },
    )


@requires(Permission.SEE_PUPILS)
@require_POST
def pupils_file(request: MemberRequest) -> HttpResponse:
    """The pupils ticked on the list as a CSV file; the whole list when none is."""
    narrow, sort = NarrowForm(request.GET), list_sort(request.GET.get("sort", ""))
    page = _list(request, narrow)
    body, keys = pupils_csv(page, sort.order(page.lines), set(request.POST.getlist("pupil")))
    by = Actor.of(request.member)
    seen(Shown.What.LIST, about=("list", f"file {narrow.codes()}".strip()), pupils=keys, by=by)
    record("pupil_list.downloaded", about=("list", "pupils"), by=by, details={"pupils": len(keys)})
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pupils-{clock.today().isoformat()}.csv"'
    return response


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def pupil(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One pupil's year: totals, each explained, the calendar, the trend, and ways to what stood before."""
    row = get_object_or_404(pupils_with_totals(request.member), pk=pupil_id)
    page = pupil_page(row, clock.now(), YearForm(request.GET).chosen())
    registers = _open_registers(request, page)
    panels = panels_of(PanelPupil(row, page.placement, clock.today()), request.member)
    parts = [Shown.What.PUPIL, *(panel.shown for panel in panels if panel.shown is not None)]
    seen(*parts, about=("pupil", row.pk), pupils=[row.key], by=Actor.of(request.member))
    return render(
        request,
        "pupils/pupil.html",
        {
            "page": page,
            "words": pupil_words(page, clock.today()),
            "trust_wide": trust_wide_head(row, page.academic_year, dict(page.half_terms), request.member),
            "contact_first": is_contact_first(row, clock.today()),
            "panels": panels,
            "siblings": siblings_here(row, clock.today(), visible=pupils_with_totals(request.member)),
            "days": calendar_html(page.calendar, row.pk, registers),
            "links": DayLinks.of(page.calendar.today, row.pk, registers),
            "may_change_roll": may(request.member, Permission.CHANGE_ROLL),
            "may_see_history": may(request.member, Permission.SEE_PUPIL_HISTORY),
        },
    )


def _open_registers(request: MemberRequest, page: PupilPage) -> frozenset[uuid.UUID]:
    """Of the groups the pupil was in, those whose registers the reader may open."""
    groups = policy_for(Permission.SEE_REGISTERS).visible(request.member).filter(pk__in=page.groups)
    return frozenset(groups.values_list("pk", flat=True))
