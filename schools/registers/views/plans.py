"""What is planned beforehand and cannot all stand."""

import datetime as dt

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
from schools.registers.forms.plans import SinceForm
from schools.registers.pages.clashes import AHEAD, clash_lines
from schools.registers.queries.plans import clashes
from schools.registers.queries.sheets import Timetable

#: Lines drawn; whoever has more narrows the days.
MOST_LISTED = 200


@requires(Permission.SEE_PLANS)
@require_safe
def plan_clashes(request: MemberRequest) -> HttpResponse:
    """Every clash from a day on, today unless another is asked for."""
    today = clock.today()
    form = SinceForm(request.GET or None, initial={"since": today})
    since: dt.date = (form.cleaned_data["since"] or today) if form.is_valid() else today
    lines = clash_lines(clashes(since, max(since, today) + AHEAD, timetable=Timetable.now(), now=clock.now()))
    shown = lines[:MOST_LISTED]
    keys = {one.key for one in shown}
    seen(Shown.What.LIST, about=("clashes", since.isoformat()), pupils=keys, by=Actor.of(request.member), day=today)
    context = {"form": form, "lines": shown, "more": len(lines) - len(shown), "since": since, "today": today}
    return render(request, "registers/clashes.html", context)
