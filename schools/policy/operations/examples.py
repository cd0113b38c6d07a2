"""Examples that the school adds itself, and takes off again."""

import datetime as dt

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record
from schools.policy.models import OwnExample
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.own_examples import plain, refuse_more, tried


@transaction.atomic(using=ALIAS)
def add_example(example: Example, policy: CitedPolicy, *, by: Actor, now: dt.datetime) -> OwnExample:
    """Keep an example that can be asked of the policy. Refused for a name there is already, and for too many."""
    tried(example, policy)
    refuse_more(example, OwnExample.objects.values_list("name", flat=True))
    row = OwnExample.objects.create(name=example.name, example=plain(example), added_at=now, added_by=by.name)
    record("policy.example_added", about=("policy_example", row.pk), by=by, details={"clause": example.clause})
    return row


@transaction.atomic(using=ALIAS)
def remove_example(row: OwnExample, *, by: Actor) -> None:
    """Take one off. Whoever adds and whoever takes off is in the journal."""
    key = row.pk
    if not OwnExample.objects.filter(pk=key).delete()[0]:
        raise Refused("It has been taken off already.", code="gone")
    record("policy.example_removed", about=("policy_example", key), by=by)
