"""What a letter about a case rests on, asked again before it is approved, sent, printed and claimed, with the case held."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from foundation.clock import local
from schools.cases.models import Case
from schools.cases.queries.stages import policy_on, stages_of
from schools.cases.rules.stages import DEFAULT, stage_of
from schools.correspondence.queries.known import at_now
from schools.correspondence.rules.offered import gone
from schools.letters.operations.grounds import Ground


def ground_of_case(key: uuid.UUID | None, rests_on: Mapping[str, Any], now: dt.datetime) -> Ground:
    """Hold the case, and say whether it stands where it did when the letter was drafted; and the policy's cap."""
    case = Case.objects.select_for_update(no_key=True).filter(pk__in=[key]).first()
    if not rests_on:
        return Ground()
    policy = policy_on(local(now).date())
    stages = DEFAULT if policy is None else stages_of(policy)
    stage = stage_of(stages, rests_on["stage"]).name
    return Ground(
        gone(None if case is None else at_now(case, now), rests_on, stage=stage),
        None if policy is None else policy.document.cap_letters_a_day,
    )
