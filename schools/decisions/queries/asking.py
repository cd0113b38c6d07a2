"""Pupils ready to be decided about: the policy in force, what was agreed of each, and their facts as far back as it asks."""

import datetime as dt
import uuid
from collections.abc import Collection

from foundation.clock import local
from schools.cases.models import Case
from schools.cases.queries.stages import policies_of, policy_on
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.decisions.models import Standing
from schools.decisions.queries.facts import Ground, facts_of, ground_at
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.measuring import reach
from schools.policy.rules.standing import Standing as Agreed


def asked_of(pupils: Collection[uuid.UUID], policy: CitedPolicy, ground: Ground) -> dict[uuid.UUID, Pupil]:
    """Those of these pupils who are or were on roll, each to be asked about any day. A fixed number of statements."""
    rows = Standing.objects.filter(pupil__in=list(pupils)).values_list("pupil_id", "agreed")
    agreed = _by_hand(pupils, policy) | {pupil: Agreed.of_plain(kept) for pupil, kept in rows}
    cited = {one.policy for one in agreed.values() if one.policy is not None}
    policies = policies_of(cited - {policy.reference})

    def entered_by(standing: Agreed) -> CitedPolicy:
        return policies.get(standing.policy, policy) if standing.policy is not None else policy

    def first_day(entered: CitedPolicy, since: dt.date | None) -> dt.date:
        days = [ground.today] if since is None else [ground.today, since]
        return reach([policy, entered], ground.times, days) or ground.today

    standings = {one: agreed.get(one, Agreed()) for one in pupils}
    alike = {(standing.policy, standing.since): standing for standing in standings.values()}
    first = {key: first_day(entered_by(standing), standing.since) for key, standing in alike.items()}
    since = {one: first[standing.policy, standing.since] for one, standing in standings.items()}
    return {
        one: Pupil(policy, facts, standings[one], entered_by(standings[one]))
        for one, facts in facts_of(since, ground).items()
    }


def _by_hand(pupils: Collection[uuid.UUID], policy: CitedPolicy) -> dict[uuid.UUID, Agreed]:
    """Where people had put open cases before the school had a policy: that stands like any turn by hand."""
    higher = [stage.key for stage in policy.stages if stage.place]
    cases = Case.objects.filter(pupil__in=list(pupils), kind=Kind.ATTENDANCE, stage__in=higher)
    rows = cases.exclude(state=states.CLOSED).order_by().values_list("pupil_id", "stage", "stage_since")
    return {pupil: Agreed(stage=stage, since=since) for pupil, stage, since in rows}


def stage_now(pupil: uuid.UUID, now: dt.datetime) -> str | None:
    """The stage a pupil is at by the marks as they stand, whatever the worker has come to; None where no policy decides."""
    policy = policy_on(local(now).date())
    if policy is None:
        return None
    asked = asked_of([pupil], policy, ground_at(now)).get(pupil)
    return None if asked is None else asked.at.key
