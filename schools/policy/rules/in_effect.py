"""Which version of the trust's policy, and which of the school's own lines, decide on which day.

Of the trust's versions that have begun by a day the newest decides, and so of the school's. A version may be approved to
begin before an earlier one: that one then never decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: The number of the school's own lines where it has none.
NO_OVERRIDE = 0

#: Versions, or a school's overrides: the first day on which each decides, by its number.
Begins = dict[int, date]


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A version of the trust's with an override of the school's, and the first day on which the two decide together."""

    from_day: date
    version: int
    override: int = NO_OVERRIDE


def pair_on(day: date, versions: Begins, overrides: Begins) -> Pair | None:
    """What decides on a day; None before the first version begins."""
    version, override = _newest(day, versions), _newest(day, overrides)
    if version is None:
        return None
    if override is None:
        return Pair(versions[version], version)
    return Pair(max(versions[version], overrides[override]), version, override)


def pairs(versions: Begins, overrides: Begins) -> list[Pair]:
    """Everything that ever decides, in the order of the days."""
    days: Iterable[date] = sorted({*versions.values(), *overrides.values()})
    return sorted({pair for day in days if (pair := pair_on(day, versions, overrides)) is not None})


def _newest(day: date, begins: Begins) -> int | None:
    return max((number for number, from_day in begins.items() if from_day <= day), default=None)
