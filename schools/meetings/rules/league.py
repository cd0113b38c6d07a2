"""Tutor groups of one year side by side in a week: the rate of each, and its place among them.

A rate is a group's sessions attended over those possible, never a mean of its pupils' rates. Whoever shows the same figure
shares the place, and the next place is left free for each who shares (1, 1, 3): a difference that nobody can see on the page
puts no form before another. A job description asks for the place; what is made of it is the school's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.ui.numbers import rate
from schools.registers.rules.totals import Totals


@dataclass(frozen=True, slots=True)
class Placed:
    """One group in one week. No place without a possible session; `shared` where another has the same place."""

    group: str
    totals: Totals
    rate: Decimal | None
    place: int | None
    shared: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A group in a week beside the school week before it."""

    now: Placed
    before: Placed | None

    @property
    def change(self) -> Decimal | None:
        """In points of a per cent, as shown; None where one of the two weeks has no rate."""
        if self.now.rate is None or self.before is None or self.before.rate is None:
            return None
        return self.now.rate - self.before.rate

    @property
    def moved(self) -> int | None:
        """How many places up, negative for down; None where one of the two weeks has no place."""
        if self.now.place is None or self.before is None or self.before.place is None:
            return None
        return self.before.place - self.now.place


def placed(groups: Mapping[str, Totals]) -> list[Placed]:
    """The groups of one year in one week, the highest rate first; those without a possible session last. Ties by name."""
    rates = {name: rate(totals.attendance, totals.possible) for name, totals in groups.items()}
    known = [one for one in rates.values() if one is not None]
    rows = [
        Placed(
            group=name,
            totals=groups[name],
            rate=own,
            place=None if own is None else 1 + sum(1 for other in known if other > own),
            shared=own is not None and known.count(own) > 1,
        )
        for name, own in rates.items()
    ]
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.group))


def standings(now: Mapping[str, Totals], before: Mapping[str, Totals]) -> list[Standing]:
    """The groups of a week in its order, each with its own week before."""
    earlier = {row.group: row for row in placed(before)}
    return [Standing(row, earlier.get(row.group)) for row in placed(now)]


def added(weeks: Iterable[Totals]) -> Totals:
    """Several together."""
    return sum(weeks, Totals())
