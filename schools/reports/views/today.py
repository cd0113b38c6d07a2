"""Today: what waits for a person, in order of need, and the question whether that has changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.reports.pages.today import is_current, stamp_of, today_page
from schools.reports.pages.today_rows import today_rows
from schools.reports.queries import newest_rows
from schools.roll.pages.today_lists import Asked


@requires(Permission.SEE_TODAY)
@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """The page, with the first line of the most urgent list under the hand."""
    return _drawn(request, "reports/today.html", newest_rows())


@requires(Permission.SEE_TODAY)
@require_safe
def today_lists(request: MemberRequest) -> HttpResponse:
    """The lists again for a page that is open, or 204 when they are as it has them: then nothing is written down."""
    newest = newest_rows()
    if is_current(request.GET.get("since", ""), newest, clock.now()):
        return HttpResponse(status=204)
    return _drawn(request, "reports/today_lists.html", newest)


def _drawn(request: MemberRequest, template: str, newest: str) -> HttpResponse:
    """The lists as they stand. What is newest was asked before them: what comes meanwhile is found the next time."""
    page = today_page(Asked(request.member, clock.now()), whole=request.GET.get("all", ""))
    about = ("list", "show=today")
    seen(Shown.What.LIST, about=about, pupils=page.pupils, by=Actor.of(request.member))
    context = {
        "page": page,
        "sections": [(one, today_rows(one.key, one.lines, one.answer.heads)) for one in page.sections],
        "stamp": stamp_of(newest, page.until),
    }
    return render(request, template, context)
