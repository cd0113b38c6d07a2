"""Asking the schools of a trust to try its draft, keeping what each answers; and the trust’s own examples."""

import datetime as dt
import uuid

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import plain as plain_example
from schools.policy.rules.own_examples import refuse_more, tried
from schools.whatif.operations.trying import KEPT_DAYS, refuse_days
from tenants.journal.operations import promise, record
from tenants.policies.queries import document_of, draft_of
from trust_reporting.trials.models import TRIAL_ASKED, SchoolAnswer, TrustExample, TrustTrial
from trust_reporting.trials.rules import Told, plain


@transaction.atomic(using=ALIAS)
def ask_schools(
    trust_id: uuid.UUID, first: dt.date, last: dt.date, *, by: Actor, now: dt.datetime, today: dt.date
) -> TrustTrial:
    """Have every school of the trust try the draft as it stands, beside what decides there, on days that are over.

    Refused without a draft, and beside `first` or `last` for other days. What was asked KEPT_DAYS ago goes.
    """
    refuse_days(first, last, today)
    row = draft_of(trust_id)
    if row is None:
        raise Refused(
            "There is no draft to try.", code="no_draft", remedy="Begin the next version of the policy first."
        )
    TrustTrial.objects.filter(trust_id=trust_id, asked_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    trial = TrustTrial.objects.create(
        trust_id=trust_id, asked_at=now, asked_by=by.name, first=first, last=last, document=row.document
    )
    number = document_of(row).version
    details = {"from": first.isoformat(), "to": last.isoformat()}
    record("policy_tried", by=by, about_kind="policy", about_id=number, trust_id=trust_id, details=details)
    promise(TRIAL_ASKED, {"trial": str(trial.pk)}, trust_id=trust_id)
    return trial


def keep_answer(
    trial: uuid.UUID, trust_id: uuid.UUID, school_id: uuid.UUID, told: Told | str, *, now: dt.datetime
) -> None:
    """Keep what a school tells, or why it could not try: once, and of a trial that is still kept."""
    if not TrustTrial.objects.filter(pk=trial, trust_id=trust_id).exists():
        return
    answer = {"why_not": told[:300]} if isinstance(told, str) else {"told": plain(told)}
    SchoolAnswer.objects.get_or_create(
        trial_id=trial, school_id=school_id, defaults={"trust_id": trust_id, "answered_at": now, **answer}
    )


@transaction.atomic(using=ALIAS)
def add_example(
    trust_id: uuid.UUID, example: Example, policy: CitedPolicy, *, by: Actor, now: dt.datetime
) -> TrustExample:
    """Keep an example that can be asked of the policy. Refused for a name there is already, and for too many."""
    tried(example, policy)
    refuse_more(example, TrustExample.objects.filter(trust_id=trust_id).values_list("name", flat=True))
    row = TrustExample.objects.create(
        trust_id=trust_id, name=example.name, example=plain_example(example), added_at=now, added_by=by.name
    )
    details = {"clause": example.clause}
    record("example_added", by=by, about_kind="example", about_id=row.pk, trust_id=trust_id, details=details)
    return row


@transaction.atomic(using=ALIAS)
def remove_example(row: TrustExample, *, by: Actor) -> None:
    """Take one off. Whoever adds and whoever takes off is in the journal."""
    key, trust_id = row.pk, row.trust_id
    if not TrustExample.objects.filter(pk=key).delete()[0]:
        raise Refused("It has been taken off already.", code="gone")
    record("example_removed", by=by, about_kind="example", about_id=key, trust_id=trust_id)
