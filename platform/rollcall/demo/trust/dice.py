"""Where all chance in the invented trust comes from: named streams of one seed.

Each stream is its own generator, named by what it decides, so adding a decision in one place does not shuffle another.
Seeding by text is stable across Python versions and processes (`random.seed`, version 2).
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from math import exp
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


def stream(seed: int, *names: object) -> Random:
    """The generator for one named decision. The same seed and names always give the same numbers."""
    return Random("/".join(map(str, (seed, *names))))  # noqa: S311 (invented data, nothing secret)


class Weighted(Generic[Thing]):
    """Things with weights, for drawing one quickly many times over."""

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        self._things = tuple(weights)
        self._upto = tuple(accumulate(weights.values()))

    def draw(self, dice: Random) -> Thing:
        """One of the things, each with chance in proportion to its weight."""
        position = bisect_right(self._upto, dice.random() * self._upto[-1])
        return self._things[min(position, len(self._things) - 1)]


def poisson(dice: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average (for small means)."""
    floor, chance, times = exp(-mean), dice.random(), 0
    while chance > floor:
        chance *= dice.random()
        times += 1
    return times
