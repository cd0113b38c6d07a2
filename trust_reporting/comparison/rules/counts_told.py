"""Which counts of pupils may be told of the parts of a whole: all of them together, or none.

Each part must hold as many as the smallest number of those who are counted, and of those who are not. Nobody at all in
any part is told too: whoever knows the whole knows it. `small_numbers` says why, and of which parts.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import islice
from typing import Final, TypeVar

from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.figures.rules.periods import HALF_TERMS_OF

#: The default smallest number shown; `SMALLEST_NUMBER_SHOWN` in the settings replaces it.
SMALLEST: Final = 10
#: The counts of pupils within a group.
MEASURES: Final = ("persistent", "severe", "none_possible")

Key = TypeVar("Key")
#: Enrolments by period and part.
Periods = Mapping[str, Mapping[Key, Enrolments]]

#: Longer periods with the shorter ones they are made of.
_MADE_OF: Final = (
    ("autumn", ("ht1", "ht2")),
    ("spring", ("ht3", "ht4")),
    ("summer", ("ht5", "ht6")),
    ("year", tuple(key for key, halves in HALF_TERMS_OF.items() if len(halves) == 1)),
    ("year", ("autumn", "spring", "summer")),
)


def is_few(pupils: int, smallest: int = SMALLEST) -> bool:
    """Whether this many may not be shown. Nobody is nobody to protect."""
    return 0 < abs(pupils) < smallest


def counts_told(periods: Periods[Key], smallest: int = SMALLEST, *, alone: bool = False) -> dict[str, frozenset[str]]:
    """Which of MEASURES may be told, by period, of the parts that make up a whole between them.

    A single part is the whole, which is told anyway; unless it is `alone`: what subtracting one figure that is told from
    another leaves.
    """
    found = {key: _told_of(list(parts.values()), smallest, alone=alone) for key, parts in periods.items()}
    pinned = _pinned_alone if alone else _pinned
    for longer, shorter in _MADE_OF:
        parts = [key for key in shorter if key in periods]
        for measure in ("persistent", "severe"):
            unknown = [key for key in parts if measure not in found[key]]
            if measure in found.get(longer, ()) and len(unknown) == 1:
                (one,) = unknown
                known = [key for key in parts if key != one]
                if any(pinned(part, measure, periods, (one, longer, known), smallest) for part in periods[one]):
                    found[longer] -= {measure, "severe"}
    return found


def _told_of(parts: Collection[Enrolments], smallest: int, *, alone: bool) -> frozenset[str]:
    """Which of MEASURES may be told of the parts of one whole in one period."""
    measures = set()
    counted = [part for part in parts if part.enrolments or part.persistent or part.severe]
    if _many(counted, lambda part: part.persistent, lambda part: part.enrolments, smallest, alone=alone):
        measures.add("persistent")
        if _many(counted, lambda part: part.severe, lambda part: part.persistent, smallest, alone=alone):
            measures.add("severe")
    held = [part.none_possible for part in parts if part.on_roll]
    if (len(held) < 2 and not alone) or not any(held) or min(held) >= smallest:
        measures.add("none_possible")
    return frozenset(measures)


def _many(
    parts: Collection[Enrolments],
    count: Callable[[Enrolments], int],
    of: Callable[[Enrolments], int],
    smallest: int,
    *,
    alone: bool,
) -> bool:
    """Whether each part holds many who are counted, and many of those it is out of who are not."""
    if len(parts) == 1 and not alone:
        return True
    if not any(part.enrolments for part in parts):
        # Nobody more than in published figures, though some are judged on other sessions.
        return not any(is_few(count(part), smallest) for part in parts)
    counted, others = [count(part) for part in parts], [of(part) - count(part) for part in parts]
    return all(min(numbers) >= smallest or (not any(numbers) and not alone) for numbers in (counted, others))


def _pinned(
    part: Key, measure: str, periods: Periods[Key], asked: tuple[str, str, Collection[str]], smallest: int
) -> bool:
    """Whether a hidden count has one value left. `asked`: its period, a longer one it is in, and the rest of that.

    Who is over the line in the longer period is over it in one of its parts at least, and so is who is under it: the
    hidden part holds no fewer of either than the longer period has more than the known parts together.
    """
    least = _least(part, measure, periods, asked)
    over, under, others_over, others_under = _over_and_under(part, measure, periods[asked[0]])
    # Moving the count by one moves one of the part from under the line to over it, and one of the others back.
    low = max(least[0], over - others_under + least[3])
    high = min(over + under - least[1], over + others_over - least[2])
    would_hide = (
        value
        for value in range(low, high + 1)
        if min(value, over + under - value, over + others_over - value, others_under - over + value) < smallest
    )
    return len(list(islice(would_hide, 2))) < 2


def _pinned_alone(
    part: Key, measure: str, periods: Periods[Key], asked: tuple[str, str, Collection[str]], smallest: int
) -> bool:
    """The same of a part that is alone: nobody knows what it and others come to, only how many it has."""
    least = _least(part, measure, periods, asked)
    own = periods[asked[0]].get(part, Enrolments())
    of = own.enrolments if measure == "persistent" else own.persistent
    high = min(of, own.enrolments - least[1])
    would_hide = (value for value in range(least[0], high + 1) if min(value, of - value) < smallest)
    return len(list(islice(would_hide, 2))) < 2


def _least(
    part: Key, measure: str, periods: Periods[Key], asked: tuple[str, str, Collection[str]]
) -> tuple[int, int, int, int]:
    """The fewest of each of `_over_and_under` that the hidden period can have, as the longer one has so many more."""
    _, longer, known = asked
    totals = _over_and_under(part, measure, periods[longer])
    elsewhere = [_over_and_under(part, measure, periods[period]) for period in known]
    over, under, others_over, others_under = (
        max(0, total - sum(numbers[place] for numbers in elsewhere)) for place, total in enumerate(totals)
    )
    return over, under, others_over, others_under


def _over_and_under(part: Key, measure: str, parts: Mapping[Key, Enrolments]) -> tuple[int, int, int, int]:
    """Those of the part who are over the line and under it, and of the other parts."""
    own = parts.get(part, Enrolments())
    rest = sum(parts.values(), Enrolments()) - own
    over, others_over = int(getattr(own, measure)), int(getattr(rest, measure))
    return over, own.enrolments - over, others_over, rest.enrolments - others_over
