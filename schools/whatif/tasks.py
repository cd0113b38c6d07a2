"""What the worker does about trials: works each out, in parts that are transactions of their own.

A worker killed half way begins it again; what it had added up was in its memory alone.
"""

from foundation import clock
from foundation.outbox.handlers import Message
from schools.whatif.models import Trial
from schools.whatif.operations.trying import PART, begin, finish, follow
from schools.whatif.queries.pupils import everybody
from schools.whatif.rules.outcome import Outcome
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work


def work_out(school: School, messages: list[Message]) -> None:
    """Work out each trial that was asked for and is not finished."""
    for key in dict.fromkeys(message.payload["trial"] for message in messages):
        with school_work(school):
            trial = Trial.objects.filter(pk=key, finished_at=None).first()
            if trial is None:
                continue
            pupils = everybody(trial.first, trial.last)
            begin(trial, len(pupils))
        outcome = Outcome()
        for start in range(0, len(pupils), PART):
            with school_work(school):
                follow(trial, pupils[start : start + PART], outcome)
        with school_work(school):
            finish(trial, outcome, now=clock.now())
