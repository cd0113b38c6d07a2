"""Pages of one school's pupils."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.registers.rules.basis import Basis
from schools.reports.forms import NarrowForm
from schools.reports.pupils import NEAR, pupil_list, pupil_totals
from schools.reports.rows import pupil_rows


@requires(Permission.SEE_PUPILS)
@require_safe
def pupils(request: MemberRequest) -> HttpResponse:
    """Everyone on roll, with the year's attendance so far."""
    narrow = NarrowForm(request.GET)
    page = pupil_list(
        clock.today(),
        basis=Basis(narrow.chosen("basis") or Basis.PUBLISHED),
        year_group=narrow.chosen("year"),
        group=narrow.chosen("form"),
        show=narrow.chosen("show"),
    )
    return render(
        request,
        "reports/pupils.html",
        {"page": page, "rows": pupil_rows(page.lines), "narrow": narrow.cleaned_data, "near": NEAR},
    )


@requires(Permission.SEE_PUPIL_TOTALS)
@require_safe
def pupil(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One pupil's totals, each explained."""
    row = get_object_or_404(policy_for(Permission.SEE_PUPIL_TOTALS).visible(request.member), pk=pupil_id)
    return render(request, "reports/pupil.html", {"page": pupil_totals(row, clock.today())})
