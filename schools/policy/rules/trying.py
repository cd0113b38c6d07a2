"""Which examples come out otherwise by a draft than by the policy that is live: said before the draft is approved."""

from collections.abc import Iterable

from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.example_shapes import Example
from schools.policy.rules.examples import Outcome, packaged, run
from tenants.policies.rules.document import Policy
from tenants.policies.rules.judging import Finding

#: Where an example is about a stage that a policy no longer has.
NOT_ASKED = "Its stage is no stage of this policy."


def judged(live: Policy, draft: Policy) -> list[Finding]:
    """What of the packaged examples a draft changes. Those of a policy of their own say nothing of any other."""
    return changed([one for one in packaged() if not one.policy], live, draft)


def changed(examples: Iterable[Example], live: Policy, draft: Policy) -> list[Finding]:
    """The examples whose stage or move is another by the draft."""
    before, after = CitedPolicy(live), CitedPolicy(draft)
    found = []
    for example in examples:
        was, now = outcome_of(example, before), outcome_of(example, after)
        if _comes_to(was) != _comes_to(now):
            found.append(Finding(example.name, said(was), said(now)))
    return found


def outcome_of(example: Example, policy: CitedPolicy) -> Outcome | None:
    """What comes of an example; None where the stage it begins at, or a line of its school's own, is not in the policy.

    The agreed stage is looked back on by the same policy: how it would have been, had that policy decided all along.
    """
    of_its_own = example.policy or example.entered_under
    if example.standing and not of_its_own and example.standing.stage not in policy.standings:
        return None
    return run(example, policy)


def said(outcome: Outcome | None) -> str:
    """An outcome in a sentence."""
    return NOT_ASKED if outcome is None else outcome.sentence


def _comes_to(outcome: Outcome | None) -> tuple[str, str] | None:
    return None if outcome is None else (outcome.decision.stage, outcome.decision.move)
