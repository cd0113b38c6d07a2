"""Whether the stages of a policy follow one another: no two open by the same count, none sooner than the one below.

Two criteria are compared only where they ask the same of the same pupils: the same measures over the same windows, for one
cohort. How many sessions were possible is no such measure: it says from when a rate means anything, and may be alike
everywhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from foundation.refusals import Fault
from tenants.policies.rules.document import Condition, Criterion, Operator, Policy, Stage

_Asked = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    stage: Stage
    criterion: Criterion

    @property
    def conditions(self) -> tuple[Condition, ...]:
        held = [one for one in self.criterion.all if one.measure.name != "possible"]
        return tuple(sorted(held or self.criterion.all, key=lambda one: one.measure.name))

    @property
    def asked(self) -> _Asked:
        return (self.criterion.cohort.name, *(f"{one.measure} {one.window}" for one in self.conditions))

    @property
    def path(self) -> str:
        return f"stages.{self.stage.key}.criteria.{self.criterion.key}"

    def line(self, condition: Condition) -> str:
        return f"{self.path}.{condition.measure}.{condition.operator.value}"


def overlaps(policy: Policy) -> Iterator[Fault]:
    """Criteria of which two would open for one pupil at one count, or a higher one sooner than a lower."""
    alike: dict[_Asked, list[_Way]] = defaultdict(list)
    for stage in policy.in_order:
        for criterion in stage.criteria:
            way = _Way(stage, criterion)
            alike[way.asked].append(way)
    for ways in alike.values():
        if len(ways) < 2:
            continue
        if len(ways[0].conditions) == 1 and any(way.conditions[0].operator is Operator.BETWEEN for way in ways):
            yield from _stretches(ways)
        else:
            yield from _rising(ways)


def _rising(ways: list[_Way]) -> Iterator[Fault]:
    for at, higher in enumerate(ways):
        for lower in ways[:at]:
            if [(one.operator, one.values) for one in higher.conditions] == [
                (one.operator, one.values) for one in lower.conditions
            ]:
                yield _same(lower, higher)
            elif lower.stage.place < higher.stage.place and _no_harder(lower, higher):
                yield Fault(
                    f"“{higher.stage.name}” would open no later than “{lower.stage.name}” below it: both count "
                    f"{', '.join(one.measure.many for one in higher.conditions)} over the same time.",
                    "not_rising",
                    higher.line(higher.conditions[0]),
                    remedy="Let the value rise with the stage.",
                )


def _no_harder(lower: _Way, higher: _Way) -> bool:
    pairs = list(zip(lower.conditions, higher.conditions, strict=True))
    if any(one.operator is not Operator.AT_LEAST for pair in pairs for one in pair):
        return False
    return all(above.values[0] <= below.values[0] for below, above in pairs)


def _same(lower: _Way, higher: _Way) -> Fault:
    where = "itself" if lower.stage is higher.stage else f"“{lower.stage.name}”"
    return Fault(
        f"“{higher.stage.name}” opens by the same count as {where}, line {lower.path}.",
        "overlap",
        higher.line(higher.conditions[0]),
        remedy="Give each stage a value of its own, or leave one out.",
    )


def _stretches(ways: list[_Way]) -> Iterator[Fault]:
    """Of one measure: from where to where each holds, in order; each is to begin where the one before ends."""
    ordered = sorted(ways, key=lambda way: _stretch(way)[0])
    for before, after in pairwise(ordered):
        ends, begins = _stretch(before)[1], _stretch(after)[0]
        if ends is None or begins < ends:
            yield Fault(
                f"“{before.stage.name}” and “{after.stage.name}” overlap: both hold at {begins}.",
                "overlap",
                after.line(after.conditions[0]),
                remedy="Let each begin where the other ends: between holds its first value and not its second.",
            )
        elif begins > ends:
            yield Fault(
                f"Between “{before.stage.name}” and “{after.stage.name}” is a gap: nothing holds at {ends}.",
                "gap",
                after.line(after.conditions[0]),
                remedy=f"Let the second begin at {ends}.",
            )


def _stretch(way: _Way) -> tuple[int | Fraction, int | Fraction | None]:
    condition = way.conditions[0]
    if condition.between is not None:
        return condition.between
    if condition.at_most is not None:
        return (0, condition.at_most)
    return (condition.values[0], None)
