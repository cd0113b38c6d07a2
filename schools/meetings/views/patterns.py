"""Patterns, and one taken into a case; and tutor groups side by side."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.acting import done
from foundation.refusals import Refused
from schools.cases.pages.files import case_address
from schools.cases.queries.rights import see_policy, work_policy
from schools.meetings.forms.patterns import PatternsForm
from schools.meetings.operations.patterns import take_into_case
from schools.meetings.pages.league import league_page
from schools.meetings.pages.patterns import RISING, evidence, patterns_page
from schools.meetings.rules.rising import LEAST_MISSED, WEEKS
from schools.meetings.views.acting import act_of, note_list, ticked


@requires(Permission.SEE_CASES)
@require_safe
def patterns(request: MemberRequest) -> HttpResponse:
    """Bars of patterns in a period, the pupils of one of them, and whose absence is rising."""
    chosen = PatternsForm(request.GET).chosen()
    number = request.GET.get("page", "")
    page = patterns_page(clock.today(), chosen, visible=see_policy.pupils(request.member), number=number)
    note_list(request, "patterns", page.keys)
    works = set(work_policy.pupils(request.member).filter(key__in=page.keys).values_list("key", flat=True))
    context = {
        "page": page,
        "rising": chosen.query(RISING.key),
        "works": works,
        "weeks": WEEKS,
        "least_missed": LEAST_MISSED,
        "no_rise": f"No pupil’s absence has risen so much, or the year is younger than {2 * WEEKS} school weeks.",
    }
    return render(request, "meetings/patterns.html", context)


@requires(Permission.WORK_CASES)
@require_POST
def pattern_case(request: MemberRequest) -> HttpResponse:
    """Take one pupil's pattern into a case: the days are worked out anew, and never taken from the page."""
    chosen = PatternsForm(request.GET).chosen()
    to = [f"{reverse('patterns')}?{chosen.query(chosen.show)}"]

    def act() -> str:
        found = ticked(request.POST, work_policy.pupils(request.member))
        if len(found) != 1:
            raise Refused("No pupil is chosen.", code="none", remedy="Press the button beside a pupil.")
        bar, days, period = evidence(clock.today(), chosen, found[0])
        if bar is None or period is None:
            raise Refused("No pattern is opened.", code="no_bar", remedy="Open a bar first.")
        case = take_into_case(found[0], bar=bar, days=days, first=period.first, last=period.last, act=act_of(request))
        to[0] = case_address(case.pk)
        return "The days of the pattern are in the case."

    try:
        return done(request, act(), to[0])
    except Refused as refused:
        messages.warning(request, refused.first.said)
        return HttpResponseRedirect(to[0])


@requires(Permission.SEE_LEAGUE)
@require_safe
def tutor_groups(request: MemberRequest) -> HttpResponse:
    """Tutor groups side by side in a week that is over, beside the week before. No pupil is shown."""
    page = league_page(request.member, clock.today(), request.GET.get("week", ""))
    return render(request, "meetings/tutor_groups.html", {"page": page})
