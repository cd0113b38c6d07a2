"""Who saw or changed a pupil, for those who answer for it: as a page, and as a file. Opening either is itself kept."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import record, seen
from schools.pupils.forms.history import HistoryForm
from schools.pupils.pages.history import History, people
from schools.pupils.pages.history_file import history_csv
from schools.pupils.pages.history_words import NAMED
from schools.roll.models import Pupil
from schools.sharing.queries.restricted import restricted_shares_of

LINES = 50


def _pupil(request: MemberRequest, pupil_id: uuid.UUID) -> Pupil:
    rows = policy_for(Permission.SEE_PUPIL_HISTORY).visible(request.member)
    pupil: Pupil = get_object_or_404(rows, pk=pupil_id)
    return pupil


@requires(Permission.SEE_PUPIL_HISTORY)
@require_safe
def history(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """One pupil's history, newest first."""
    pupil = _pupil(request, pupil_id)
    seen(Shown.What.HISTORY, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    form = HistoryForm(request.GET, people=people())
    lines: Any = History(pupil, form.asked(), shares=restricted_shares_of(pupil, request.member))
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"pupil": pupil, "form": form, "page": page, "query": query.urlencode(), "named": NAMED}
    return render(request, "pupils/history.html", context | {"today": clock.today()})


@requires(Permission.SEE_PUPIL_HISTORY)
@require_safe
def history_file(request: MemberRequest, pupil_id: uuid.UUID) -> HttpResponse:
    """The lines that the page's filters leave, all of them, as a file. Each time it is fetched is a line of its own.

    Lines of restricted shares are in none: how many lines it had is written down, where others read it.
    """
    pupil = _pupil(request, pupil_id)
    asked = HistoryForm(request.GET, people=people()).asked()
    lines = list(History(pupil, asked))
    period = {"first": asked.first, "last": asked.last}
    record(
        "history.downloaded",
        about=("pupil", pupil.pk),
        by=Actor.of(request.member),
        details={"lines": len(lines), "kind": asked.kind.value or "everything"}
        | {name: day.isoformat() for name, day in period.items() if day is not None},
    )
    response = HttpResponse(history_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pupil-history.csv"'
    return response
