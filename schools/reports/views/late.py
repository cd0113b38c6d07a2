"""What came too late, and ticking it off."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import press
from foundation.audit.actors import Actor
from foundation.refusals import Malformed, Refused
from schools.journal.operations import tick_off_lapsed
from schools.registers.rules.addresses import read_day
from schools.reports.pages.today_late import late


@requires(Permission.SEE_TODAY)
@require_safe
def today_late(request: MemberRequest) -> HttpResponse:
    """Everything that was not done in time and nobody has ticked off."""
    return render(request, "reports/late.html", {"late": late()})


@requires(Permission.SEE_TODAY)
@require_POST
def today_late_tick(request: MemberRequest) -> HttpResponse:
    """Tick one of them off, for the whole school."""

    def act() -> str:
        try:
            on = read_day(request.POST.get("on", ""))
        except Malformed:
            raise Refused("Choose which of them to tick off.", code="on") from None
        tick_off_lapsed(request.POST.get("topic", ""), on, by=Actor.of(request.member), now=clock.now())
        return "Ticked off."

    return press(request, act, to=reverse("today_late"))
