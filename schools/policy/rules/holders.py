"""Which roles a policy gives work to, and what of it: so that a role which nobody at the school holds is found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from foundation.access.roles import Role
from tenants.policies.rules.document import Policy


def work_of_roles(policy: Policy) -> Mapping[Role, tuple[str, ...]]:
    """What each role that the policy names has to do, in the order of the document."""
    found: dict[Role, list[str]] = defaultdict(list)
    for role, what in _named(policy):
        if what not in found[role]:
            found[role].append(what)
    return {role: tuple(work) for role, work in found.items()}


def _named(policy: Policy) -> Iterator[tuple[Role, str]]:
    for stage in policy.stages:
        yield Role(stage.owner), f"owns {stage.name}"
        yield Role(stage.approver), f"approves {stage.name}"
        for action in stage.actions:
            yield Role(action.owner), f"does “{action.key}” of {stage.name}"
    for letter in policy.letters:
        yield Role(letter.approver), f"approves the letter “{letter.key}”"
