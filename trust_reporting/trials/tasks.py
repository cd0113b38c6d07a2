"""Trials on their way: from the trust to each school, and what came of each back, in transactions of their own.

As the trust: what was asked. As each school: its own trial, which its own worker follows (`schools.whatif.tasks`) and which
writes nothing else there. As the school, what came of it, with small numbers left out; as the trust, that kept. Each may be
repeated: a school has one trial of each asking, and one answer.
"""

from functools import partial

from foundation import clock
from foundation.outbox.handlers import Message
from foundation.refusals import Refused
from schools.whatif.models import Trial
from schools.whatif.operations.trying import ask_for_trust
from schools.whatif.queries.trials import stages_of
from schools.whatif.rules.outcome import Outcome
from tenants.policies.rules.canonical import kept
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import each_school, school_work, trust_work
from trust_reporting.comparison.queries.sizes import smallest_number_shown
from trust_reporting.trials.models import TrustTrial
from trust_reporting.trials.operations import keep_answer
from trust_reporting.trials.rules import told


def bring_trials(trust: Trust, messages: list[Message]) -> None:
    """Have every school of the trust begin each trial that was asked for."""
    keys = {message.payload["trial"] for message in messages}
    with trust_work(trust):
        trials = list(TrustTrial.objects.filter(pk__in=keys))
        schools = list(School.objects.filter(trust=trust).order_by("name"))
    for trial in trials:
        each_school(schools, partial(_begin, trial=trial, trust=trust))


def _begin(school: School, *, trial: TrustTrial, trust: Trust) -> None:
    now = clock.now()
    try:
        with school_work(school):
            draft = kept(trial.document)
            ask_for_trust(
                trial.pk, draft, trial.first, trial.last, trust=trust.name, now=now, today=clock.local(now).date()
            )
    except Refused as refused:
        with trust_work(trust):
            keep_answer(trial.pk, trust.pk, school.pk, refused.words, now=now)


def answer(school: School, messages: list[Message]) -> None:
    """Tell the trust what came of the trials that it asked for."""
    smallest, now = smallest_number_shown(), clock.now()
    for key in dict.fromkeys(message.payload["trial"] for message in messages):
        with school_work(school):
            trial = Trial.objects.filter(pk=key, finished_at__isnull=False).first()
            if trial is None or trial.for_trust is None:
                continue
            stages = [one.key for one in sorted(stages_of(trial), key=lambda one: one.place)]
            said = told(Outcome.of_plain(trial.outcome or {}), stages, smallest)
        with trust_work(school.trust):
            keep_answer(trial.for_trust, school.trust_id, school.pk, said, now=now)
