"""The stage that people here last agreed, for the next school of the trust that a pupil goes to."""

import uuid
from collections.abc import Collection

from schools.cases.models import Case
from schools.cases.queries.stages import policies_of, stages_on
from schools.cases.rules.opening import Kind, Outcome
from schools.cases.rules.stages import stage_of
from schools.decisions.models import Standing
from schools.moved.rules.facts import OldStage
from schools.moved.rules.offered import CaseFacts
from schools.policy.rules.standing import Standing as Agreed


def stages_agreed(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, CaseFacts]:
    """Of those of these pupils who are at a stage, which and since when.

    Where nobody has answered a policy yet, where people put the newest case by hand, unless it ended well.
    """
    rows = Standing.objects.filter(pupil__in=list(pupils)).values_list("pupil_id", "agreed")
    agreed = {pupil: Agreed.of_plain(kept) for pupil, kept in rows}
    policies = policies_of(one.policy for one in agreed.values() if one.policy is not None)
    found = {}
    for pupil, one in agreed.items():
        if one.stage and one.since is not None and one.policy in policies:
            name = policies[one.policy].document.stage(one.stage).name
            found[pupil] = CaseFacts(stage=OldStage(one.stage, name, one.since))
    return found | _by_hand(set(pupils) - agreed.keys())


def _by_hand(pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, CaseFacts]:
    found = {}
    newest = {case.pupil_id: case for case in Case.objects.filter(pupil__in=pupils, kind=Kind.ATTENDANCE)}
    for pupil, case in newest.items():
        stage = stage_of(stages_on(case.stage_since), case.stage)
        if stage.place and case.outcome != Outcome.IMPROVED:
            found[pupil] = CaseFacts(stage=OldStage(stage.key, stage.name, case.stage_since))
    return found
