"""Having a policy tried on days that are past, and reading what came of it."""

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
from foundation.refusals import Refused
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.whatif.forms import TryForm
from schools.whatif.models import Trial
from schools.whatif.operations import trying
from schools.whatif.pages.result import ASSUMED, period, result
from schools.whatif.queries.trials import candidates, live_on, year_before


@requires(Permission.TRY_POLICY)
@require_http_methods(PAGE)
def policy_try(request: MemberRequest) -> HttpResponse:
    """Choose what is tried and on which days; and the trials there have been."""
    today, by = clock.today(), Actor.of(request.member)
    first, last = year_before(today)
    live, offered = live_on(today), candidates(today)
    form = TryForm(posted(request), candidates=offered, initial={"first": first, "last": last})
    made: list[Trial] = []

    def act() -> str:
        if live is None:
            raise Refused("No policy decides here yet.", code="no_policy")
        clean, what = form.cleaned_data, form.candidates[form.cleaned_data["what"]]
        documents = (live, what.document)
        made.append(
            trying.ask(what.name, documents, clean["first"], clean["last"], by=by, now=clock.now(), today=today)
        )
        return ""

    def page() -> HttpResponse:
        trials = [(one, period(one)) for one in Trial.objects.all()[:50]]
        context = {"offered": offered, "trials": trials, "assumed": ASSUMED, "kept_days": trying.KEPT_DAYS}
        return form_page(request, "whatif/try.html", form, context)

    return ask(request, form, act, to=lambda: reverse("policy_trial", args=[made[0].pk]), page=page)


@requires(Permission.TRY_POLICY)
@require_safe
def policy_trial(request: MemberRequest, trial_id: uuid.UUID) -> HttpResponse:
    """How far a trial is, or what came of it."""
    trial = get_object_or_404(policy_for(Permission.TRY_POLICY).visible(request.member), pk=trial_id)
    context = {"trial": trial, "period": period(trial), "assumed": ASSUMED}
    if trial.finished_at:
        shown = result(trial, policy_for(Permission.SEE_PUPILS).visible(request.member))
        if shown.seen:
            about = ("trial", trial.pk)
            seen(Shown.What.LIST, about=about, pupils=shown.seen, by=Actor.of(request.member))
        context["result"] = shown
    return render(request, "whatif/trial.html", context)
