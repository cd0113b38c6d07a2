"""On which of many days a pupil is worth asking about at all: a bound that costs little, so that a year costs little more.

A criterion or an exit *may* be met on a day where no sum over its windows forbids it: four spells need four absences. What
may be is then asked in full; what may not is not. Of a pupil who came from another school nothing is forbidden beforehand.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from operator import and_, or_
from typing import Final

from schools.policy.rules.facts import Facts
from schools.policy.rules.tally import TWO_DAYS, Tally
from tenants.policies.rules.document import Condition, Criterion, Exit, Operator

_SUMS: Final = frozenset({"possible", "absence", "unauthorised", "late_before", "late_after"})
#: How many absences one of a measure takes that is no sum itself.
_ABSENCES: Final = {"codes": 1, "weekday": 1, "spells": 1, "edges": 1, "runs_2_days": TWO_DAYS}


def worth_asking(ways: Iterable[Criterion | Exit], facts: Facts, tally: Tally, days: Sequence[dt.date]) -> list[bool]:
    """For each day whether any of the criteria and exits may be met on it."""
    if facts.moved:
        return [True] * len(days)
    found = [False] * len(days)
    for way in ways:
        may = [True] * len(days)
        for condition in way.all:
            if (bound := _may(condition, facts, tally, days)) is not None:
                may = list(map(and_, may, bound))
        found = list(map(or_, found, may))
    return found


def _may(condition: Condition, facts: Facts, tally: Tally, days: Sequence[dt.date]) -> list[bool] | None:
    """For each day whether a condition may be met; None where nothing bounds it."""
    kind, at_least = condition.measure.kind, condition.operator is Operator.AT_LEAST
    keys = facts.times.keys(condition.window, tuple(days))
    if kind.key in _SUMS:
        return [condition.holds(count) for count in tally.added_over(kind.key, keys, facts.through)]
    if not at_least or not (kind.is_rate or kind.key in _ABSENCES):
        return None
    absent = tally.added_over("absence", keys, facts.through)
    (value,) = condition.values
    if not kind.is_rate:
        return [count >= value * _ABSENCES[kind.key] for count in absent]
    part, whole = Fraction(value).as_integer_ratio()
    possible = tally.added_over("possible", keys, facts.through)
    return [of > 0 and whole * count >= part * of for count, of in zip(absent, possible, strict=True)]
