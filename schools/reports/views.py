"""Pages of one school's pupils: the list, the worklist at the persistent absence line, and one pupil's year."""

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.reports.around import around
from schools.reports.forms import NarrowForm, YearForm
from schools.reports.half_circles import DayLinks, calendar_html
from schools.reports.near import NearList, Sort, near_list
from schools.reports.near_file import near_csv
from schools.reports.pupil import PupilPage, pupil_page
from schools.reports.pupils import Line, pupil_list
from schools.reports.rows import near_rows, pupil_rows
from schools.reports.standing import NEAR
from schools.reports.why_near import why_near
from schools.roll.models import Pupil


def visible_pupils(request: MemberRequest) -> QuerySet[Pupil]:
    """The pupils whose totals the reader may see."""
    rows: QuerySet[Pupil] = policy_for(Permission.SEE_PUPIL_TOTALS).visible(request.member)
    return rows


def _codes(narrow: NarrowForm, *more: str) -> str:
    """What a list was narrowed by, for the journal: codes, never a name of anybody."""
    chosen = [f"{name}={value}" for name in ("year", "form", "basis", "show") if (value := narrow.chosen(name))]
    return "&".join([*chosen, *more])


def _seen_list(request: MemberRequest, narrowed: str, lines: Sequence[Line]) -> None:
    keys = (line.pupil.key for line in lines)
    seen(Shown.What.LIST, about=("list", narrowed), pupils=keys, by=Actor.of(request.member))


@requires(Permission.SEE_PUPILS)
@require_safe
def pupils(request: MemberRequest) -> HttpResponse:
    """Everyone on roll within the reader's reach, with the year's attendance so far."""
    narrow = NarrowForm(request.GET)
    page = pupil_list(
        clock.today(),
        visible=policy_for(Permission.SEE_PUPILS).visible(request.member),
        basis=narrow.basis_chosen,
        year_group=narrow.chosen("year"),
        group=narrow.chosen("form"),
        show=narrow.chosen("show"),
    )
    _seen_list(request, _codes(narrow), page.lines)
    return render(
        request,
        "reports/pupils.html",
        {
            "page": page,
            "rows": pupil_rows(page.lines),
            "narrow": narrow.cleaned_data,
            "near": NEAR,
            "may_change_roll": may(request.member, Permission.CHANGE_ROLL),
        },
    )


def _near(request: MemberRequest) -> tuple[NearList, NarrowForm]:
    narrow = NarrowForm(request.GET)
    page = near_list(
        clock.today(),
        visible=visible_pupils(request),
        basis=narrow.basis_chosen,
        sort=Sort.read(request.GET.get("sort", "")),
        year_group=narrow.chosen("year"),
        group=narrow.chosen("form"),
    )
    return page, narrow


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def near(request: MemberRequest) -> HttpResponse:
    """Who is at the persistent absence line, first those who can still recover."""
    page, narrow = _near(request)
    kept = {name: narrow.chosen(name) for name in ("year", "form", "basis") if narrow.chosen(name)}
    _seen_list(request, _codes(narrow, "show=near"), page.lines)
    return render(
        request,
        "reports/near.html",
        {
            "page": page,
            "rows": near_rows(page.lines, page.basis),
            "narrow": narrow.cleaned_data,
            "near": NEAR,
            "heads": page.sort.heads(kept),
            "query": urlencode(kept | {"sort": page.sort.text}),
        },
    )


@requires(Permission.SEE_PUPIL_TOTALS)
@require_POST
def near_file(request: MemberRequest) -> HttpResponse:
    """The pupils ticked on the worklist as a CSV file; the whole worklist when none is."""
    page, narrow = _near(request)
    body, keys = near_csv(page, set(request.POST.getlist("pupil")))
    by = Actor.of(request.member)
    seen(Shown.What.LIST, about=("list", f"file {_codes(narrow, 'show=near')}"), pupils=keys, by=by)
    record("near_list.downloaded", about=("list", "near"), by=by, details={"pupils": len(keys)})
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="near-persistent-absence-{clock.today().isoformat()}.csv"'
    return response


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def why_pupil_near(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """How one pupil's standing towards persistent absence comes about."""
    row = get_object_or_404(visible_pupils(request), pk=pupil_id)
    why = why_near(row, clock.today(), NarrowForm(request.GET).basis_chosen)
    seen(Shown.What.PUPIL, about=("pupil", row.pk), pupils=[row.key], by=Actor.of(request.member))
    return render(request, "reports/why_near.html", {"why": why, "heading": f"Persistent absence: {row}"})


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def pupil(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One pupil's year: totals, each explained, the calendar, the trend, and ways to what stood before."""
    row = get_object_or_404(visible_pupils(request), pk=pupil_id)
    page = pupil_page(row, clock.now(), YearForm(request.GET).chosen())
    registers = _open_registers(request, page)
    people = around(
        row,
        page.placement,
        clock.today(),
        visible=visible_pupils(request),
        may_see_contacts=policy_for(Permission.SEE_CONTACTS).may(request.member, row),
    )
    parts = [Shown.What.PUPIL] if people.contacts is None else [Shown.What.PUPIL, Shown.What.CONTACTS]
    seen(*parts, about=("pupil", row.pk), pupils=[row.key], by=Actor.of(request.member))
    return render(
        request,
        "reports/pupil.html",
        {
            "page": page,
            "around": people,
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
