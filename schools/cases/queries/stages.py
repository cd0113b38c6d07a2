"""The policy in force at the school, and the stages that cases pass through by it."""

import datetime as dt
from collections.abc import Iterable

from schools.cases.rules.stages import DEFAULT, Stage
from schools.policy.models import InForce
from schools.policy.queries import in_force_on
from schools.policy.rules.cited import CitedPolicy, cited


def policy_on(day: dt.date) -> CitedPolicy | None:
    """What decides on a day; None at a school that has no policy yet."""
    row = in_force_on(day)
    return None if row is None else cited(row.document, row.override)


def policies_of(references: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int, int], CitedPolicy]:
    """The policies that decisions or standings cite, by key, version and override. One query."""
    wanted = set(references)
    rows = InForce.objects.filter(version__in={version for _, version, _ in wanted}) if wanted else []
    read = (cited(row.document, row.override) for row in rows)
    return {policy.reference: policy for policy in read if policy.reference in wanted}


def stages_on(day: dt.date) -> tuple[Stage, ...]:
    """The stages of the policy in force on a day, the lowest first; without one, the default policy's."""
    policy = policy_on(day)
    return DEFAULT if policy is None else stages_of(policy)


def stages_of(policy: CitedPolicy) -> tuple[Stage, ...]:
    """The stages of a policy as cases know them."""
    return tuple(Stage(one.key, one.place, one.name) for one in policy.stages)
