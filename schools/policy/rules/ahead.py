"""On which of many days a criterion or an exit may be met: found for all at once, so that only these are asked in full.

What marks decide is counted exactly. What the case decides, whom a criterion is asked of and what a person put off is left
to asking, and so is a pupil who came from another school. A measure that does not reach its value over all the marks there
are reaches it on no day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from schools.policy.rules.facts import Facts
from schools.policy.rules.measuring import meets
from schools.policy.rules.tally import EVER, Tally
from tenants.policies.rules.document import Condition, Criterion, Exit


def worth_asking(ways: Iterable[Criterion | Exit], facts: Facts, tally: Tally, days: Sequence[dt.date]) -> list[int]:
    """The numbers of the days on which any of the criteria and exits may be met, in order."""
    if facts.moved:
        return list(range(len(days)))
    return sorted({number for way in ways for number in _may(way, facts, tally, tuple(days))})


def _may(way: Criterion | Exit, facts: Facts, tally: Tally, days: tuple[dt.date, ...]) -> Sequence[int]:
    """The numbers of the days on which all that marks decide of it is met."""
    of_marks = [condition for condition in way.all if condition.measure.of_marks]
    numbers: Sequence[int] = range(len(days) if all(_ever(condition, tally) for condition in of_marks) else 0)
    for condition in of_marks:
        if numbers:
            met = _met(condition, facts, tally, days)
            numbers = [number for number in numbers if met[number]]
    return numbers


def _ever(condition: Condition, tally: Tally) -> bool:
    """Whether it may ever be met: all marks together come to as many, or for a rate above none to any at all."""
    least = condition.at_least
    return least is None or tally.count(condition.measure.name, *EVER) >= least


def _met(condition: Condition, facts: Facts, tally: Tally, days: tuple[dt.date, ...]) -> list[bool]:
    """For each day whether it is met."""
    measure, stretches = condition.measure, facts.times.stretches(condition.window, days)
    counts = tally.added_over(measure.name, stretches, facts.through)
    if not measure.is_rate:
        held = {count: condition.holds(count) for count in set(counts)}
        return [held[count] for count in counts]
    possible = tally.added_over("possible", stretches, facts.through)
    return [meets(condition, count, of) for count, of in zip(counts, possible, strict=True)]
