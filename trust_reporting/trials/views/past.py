"""Having the schools try a draft on days that are past, and reading what they answer."""

import datetime as dt
import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import requires
from foundation.access.member import MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.acting import PAGE, ask, form_page, posted
from foundation.audit.actors import Actor
from schools.calendar.rules.academic_year import academic_year_of, academic_year_starts
from schools.whatif.operations.trying import KEPT_DAYS
from schools.whatif.pages.result import ASSUMED
from tenants.policies.queries import draft_of
from trust_reporting.comparison.queries.sizes import smallest_number_shown
from trust_reporting.trials.forms import TryForm
from trust_reporting.trials.models import TrustTrial
from trust_reporting.trials.operations import ask_schools
from trust_reporting.trials.pages import result, trial_rows
from trust_reporting.trials.queries import answers_to, trials_of


@requires(Permission.TRY_TRUST_POLICY)
@require_http_methods(PAGE)
def trust_try(request: MemberRequest) -> HttpResponse:
    """Choose the days; and what was tried before."""
    trust, today = request.place.key, clock.today()
    this_year = academic_year_of(today)
    first, last = academic_year_starts(this_year - 1), academic_year_starts(this_year) - dt.timedelta(days=1)
    form = TryForm(posted(request), initial={"first": first, "last": last})
    made: list[TrustTrial] = []

    def act() -> str:
        clean, by = form.cleaned_data, Actor.of(request.member)
        made.append(ask_schools(trust, clean["first"], clean["last"], by=by, now=clock.now(), today=today))
        return ""

    def page() -> HttpResponse:
        context = {
            "draft": draft_of(trust),
            "trials": trial_rows(trials_of(trust)[:50]),
            "assumed": ASSUMED,
            "kept_days": KEPT_DAYS,
        }
        return form_page(request, "trials/try.html", form, context)

    return ask(request, form, act, to=lambda: reverse("trust_trial", args=[made[0].pk]), page=page)


@requires(Permission.TRY_TRUST_POLICY)
@require_safe
def trust_trial(request: MemberRequest, trial_id: uuid.UUID) -> HttpResponse:
    """What the schools have answered so far, and who has not."""
    trial = get_object_or_404(policy_for(Permission.TRY_TRUST_POLICY).visible(request.member), pk=trial_id)
    context = {"page": result(trial, answers_to(trial), smallest_number_shown()), "assumed": ASSUMED}
    return render(request, "trials/trial.html", context)
