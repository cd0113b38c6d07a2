"""Lists of their own: part-time timetables and provision off site, and meetings; a reminder, and an action of a meeting."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import PAGE, posted, press
from tenants.shares.forms.answering import ActionForm
from tenants.shares.operations.answering import record_action, say_to_school
from tenants.shares.pages.meetings import meeting_list
from tenants.shares.pages.plans import plan_list
from tenants.shares.rules.due import PLANS
from tenants.shares.rules.purposes import Purpose
from tenants.shares.rules.states import REMIND
from tenants.shares.views.acting import list_file, officer_of, opened
from tenants.shares.views.answering import asked_of


@requires(Permission.OPEN_SHARES)
@require_safe
def plans(request: MemberRequest) -> HttpResponse:
    """Every plan that is shared, overdue reviews first."""
    context = {"page": plan_list(clock.today()), "answers": may(request.member, Permission.ANSWER_SHARES)}
    return render(request, "shares/plans.html", context)


@requires(Permission.OPEN_SHARES)
@require_safe
def plans_file(request: MemberRequest) -> HttpResponse:
    """The same, for a spreadsheet."""
    page = plan_list(clock.today())
    return list_file(request, "plans", len(page.lines), page.file)


@requires(Permission.ANSWER_SHARES)
@require_POST
def share_remind(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Remind a school of the review of a plan."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)
    if Purpose(row.purpose) not in PLANS:
        raise Http404

    def act() -> str:
        say_to_school(row, REMIND, "", officer_of(request))
        return f"{row.school_name} is reminded."

    return press(request, act, to=reverse("shared_plans"))


@requires(Permission.OPEN_SHARES)
@require_safe
def meetings(request: MemberRequest) -> HttpResponse:
    """The meetings with schools."""
    return render(request, "shares/meetings.html", {"page": meeting_list(clock.today())})


@requires(Permission.ANSWER_SHARES)
@require_http_methods(PAGE)
def share_action(request: MemberRequest, share_id: uuid.UUID) -> HttpResponse:
    """Record what a meeting decided: once, for both ends."""
    row = opened(request, share_id, Permission.ANSWER_SHARES)
    if Purpose(row.purpose) is not Purpose.MEETING:
        raise Http404
    form = ActionForm(posted(request))

    def act() -> str:
        clean = form.cleaned_data
        record_action(row, what=clean["what"], who=clean["who"], by_day=clean["by_day"], officer=officer_of(request))
        return f"Recorded. {row.school_name} sees it too."

    lede = "It is recorded once: the school sees it, and it stands on the agenda of the next meeting."
    return asked_of(request, row, form, act, heading="An action of the meeting", button="Record it", lede=lede)
