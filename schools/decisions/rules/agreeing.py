"""Who agrees to a move up: whoever holds the role that the policy names for the stage.

Those who write every part of a case (`schools/cases/rules/rights.toml`) may agree to any. It is our own choice, and no
law's: whoever works with a family proposes, and somebody else answers for what a higher stage asks of it.
"""

from collections.abc import Collection
from functools import cache

from foundation.access.roles import Role
from schools.cases.rules.rights import Level, Part, Reaches, table
from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.decisions import Decision, Move


@cache
def decides_anything() -> frozenset[Role]:
    """The roles that write every part of every case."""
    each = (part.roles(Level.WRITE, Reaches.EVERYBODY) for part in table().values())
    return frozenset(Role(role) for role in frozenset.intersection(*each))


def approver_of(stage: str, policy: CitedPolicy) -> Role | None:
    """The role that a policy has agree to a stage; None where the policy has no such stage."""
    return next((Role(one.approver) for one in policy.stages if one.key == stage), None)


def may_raise(roles: Collection[Role], stage: str, policy: CitedPolicy) -> bool:
    """Whether somebody with these roles may agree that a pupil comes to a higher stage."""
    approver = approver_of(stage, policy)
    return approver is None or approver in roles or not decides_anything().isdisjoint(roles)


def may_agree(roles: Collection[Role], made: Decision, policy: CitedPolicy) -> bool:
    """Whether somebody with these roles may agree to a decision: what leads down is for whoever writes a case's stage."""
    if made.move is Move.UP:
        return may_raise(roles, made.stage, policy)
    return not table()[Part.STAGE].writers.isdisjoint(roles)
