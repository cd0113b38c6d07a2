"""Keeping where a pupil stands, as people's answers and turns by hand change it, and nothing else."""

import uuid

from foundation.refusals import Refused
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.queries.stages import policy_on
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.decisions.models import Standing
from schools.decisions.rules.agreeing import may_raise
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.standing import Exited
from schools.policy.rules.standing import Standing as Agreed
from tenants.policies.rules.aloud import owner

__all__ = ["Agreed", "keep_standing", "standing_of", "turned_by_hand"]


def keep_standing(pupil: uuid.UUID, agreed: Agreed, *, act: Act) -> None:
    """Have a pupil stand where a person said, in the place of whatever was agreed before."""
    values = {"agreed": agreed.plain(), "at": act.now, "by_name": act.name}
    Standing.objects.update_or_create(pupil_id=pupil, defaults=values)


def standing_of(stage: str, policy: CitedPolicy, act: Act) -> Agreed:
    """At a stage for a reason of a person's own, which no mark takes back; at the lowest, where everybody is."""
    if stage == policy.stages[0].key:
        return Agreed()
    return Agreed(stage=stage, since=act.today, policy=policy.reference)


def turned_by_hand(case: Case, was: str, act: Act) -> None:
    """A person set the stage of a case by hand, closed it or reopened it: that is where the pupil stands now.

    What is left for a lower stage, or closed, is proposed again only when it has cooled off. Refused for a higher stage to
    which the policy has somebody else agree.
    """
    policy = policy_on(act.today)
    if policy is None or case.kind != Kind.ATTENDANCE:
        return
    keys = [stage.key for stage in policy.stages]
    to = case.stage if case.state != states.CLOSED and case.stage in keys else keys[0]
    rises = was not in keys or keys.index(to) > keys.index(was)
    if rises and not may_raise(act.roles, to, policy):
        stage = policy.document.stage(to)
        words = f"By the policy the {owner(stage.approver)} agrees to {stage.name}."
        raise Refused(words, code="approver", field="stage", remedy="Ask them to set it.")
    agreed = standing_of(to, policy, act)
    fell = was in keys and keys.index(to) < keys.index(was)
    before = Standing.objects.filter(pupil=case.pupil_id).first()
    left = Exited(was, act.today) if fell else Agreed.of_plain(before.agreed).last_exit if before else None
    keep_standing(case.pupil_id, Agreed(**{**vars(agreed), "last_exit": left}), act=act)
