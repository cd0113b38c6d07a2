"""Asking for a trial, working it out part by part, and forgetting it. Nothing but trials is ever written here."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from foundation.ui.numbers import middle_date
from schools.calendar.queries import school_calendar
from schools.journal.operations import promise, record
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.simulating import courses
from schools.whatif.models import Trial
from schools.whatif.queries.pupils import facts_during, past
from schools.whatif.queries.trials import live_on, with_own_lines
from schools.whatif.rules.outcome import Outcome
from tenants.policies.rules.canonical import canonical, kept
from tenants.policies.rules.document import Policy

#: Outbox topic: a trial is to be worked out ({"trial"}).
ASKED: Final = "whatif.asked"
#: Outbox topic: a trial that the trust asked for is worked out ({"trial"}).
FINISHED: Final = "whatif.finished"
KEPT_DAYS: Final = 30
LONGEST_DAYS: Final = 366
#: How many pupils are read and followed in one transaction.
PART: Final = 50


@transaction.atomic(using=ALIAS)
def ask(
    name: str,
    documents: tuple[Policy, Policy],
    first: dt.date,
    last: dt.date,
    *,
    by: Actor,
    now: dt.datetime,
    today: dt.date,
) -> Trial:
    """Have the second of two documents tried beside the first, on days that are over.

    Refused beside `first` or `last` for days that are not over, the wrong way round, more than a year, or without school.
    """
    return _ask(name, documents, (first, last), asked_by=by.name, for_trust=None, by=by, now=now, today=today)


@transaction.atomic(using=ALIAS)
def ask_for_trust(
    asked: uuid.UUID, draft: Policy, first: dt.date, last: dt.date, *, trust: str, now: dt.datetime, today: dt.date
) -> None:
    """Have the trust's draft tried here with the school's own lines in it, as the trust asks; once for each asking.

    Refused as `ask` is, and at a school where no policy decides yet.
    """
    live = live_on(today)
    if live is None:
        raise Refused("No policy decides at the school yet.", code="no_policy")
    if not Trial.objects.filter(for_trust=asked).exists():
        documents = (live, with_own_lines(draft, today))
        name = f"the trust’s draft of version {draft.version}"
        _ask(name, documents, (first, last), asked_by=trust, for_trust=asked, by=SYSTEM, now=now, today=today)


def _ask(
    name: str,
    documents: tuple[Policy, Policy],
    days: tuple[dt.date, dt.date],
    *,
    asked_by: str,
    for_trust: uuid.UUID | None,
    by: Actor,
    now: dt.datetime,
    today: dt.date,
) -> Trial:
    (live, draft), (first, last) = documents, days
    refuse_days(first, last, today)
    if not school_calendar().school_days(first, last):
        raise Refused(
            "The calendar holds no school day between these.",
            code="no_school_day",
            field="first",
            remedy="Choose days of a year whose half-terms are in the calendar.",
        )
    Trial.objects.filter(asked_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    trial = Trial.objects.create(
        for_trust=for_trust,
        asked_at=now,
        asked_by=asked_by,
        first=first,
        last=last,
        name=name,
        live=canonical(live),
        draft=canonical(draft),
    )
    details = {"from": first.isoformat(), "to": last.isoformat()}
    record("policy.tried", about=("trial", trial.pk), by=by, details=details)
    promise(ASKED, {"trial": str(trial.pk)})
    return trial


def refuse_days(first: dt.date, last: dt.date, today: dt.date) -> None:
    """Refused beside `first` or `last` for days that are not over, the wrong way round, or more than a year."""
    if last >= today:
        raise Refused(
            f"{middle_date(last)} is not over.", code="not_past", field="last", remedy="Choose a day before today."
        )
    if last < first:
        raise Refused("The last day is before the first.", code="order", field="last", remedy="Choose a later day.")
    if (last - first).days >= LONGEST_DAYS:
        raise Refused("This is more than a year.", code="too_long", field="first", remedy="Choose a later first day.")


def begin(trial: Trial, pupils: int) -> None:
    """Keep how many pupils it is about."""
    Trial.objects.filter(pk=trial.pk).update(pupils=pupils, done=0)


def follow(trial: Trial, part: Sequence[uuid.UUID], outcome: Outcome) -> None:
    """Follow some pupils through the days by both policies, add what came of them, and keep how far that is."""
    policies = [CitedPolicy(kept(trial.live)), CitedPolicy(kept(trial.draft))]
    for pupil, facts, days in facts_during(part, policies, past(trial.last), trial.first):
        live, draft = courses(policies, facts, days)
        outcome.add(str(pupil), live, draft)
    Trial.objects.filter(pk=trial.pk).update(done=outcome.pupils)


@transaction.atomic(using=ALIAS)
def finish(trial: Trial, outcome: Outcome, *, now: dt.datetime) -> None:
    """Keep what came of it, once; and have the trust answered, if it asked."""
    left = Trial.objects.filter(pk=trial.pk, finished_at=None)
    if left.update(outcome=outcome.plain(), finished_at=now, done=outcome.pupils) and trial.for_trust is not None:
        promise(FINISHED, {"trial": str(trial.pk)})
