"""Hiding small numbers where figures are shown by group, so that none leads back to a child.

A group of fewer pupils than the smallest is not shown at all. A count of pupils within a group is hidden when it, or
the rest of the group, is above nought and below the smallest. Where groups make up a whole between them (girls and
boys, year groups), hiding one alone hides nothing: whoever knows the whole subtracts. So a second is hidden with it.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

#: The default smallest number shown; `SMALLEST_NUMBER_SHOWN` in the settings replaces it.
SMALLEST: Final = 10

Key = TypeVar("Key")


def group_is_hidden(pupils: int, smallest: int = SMALLEST) -> bool:
    """Whether a group of this size may not be shown. An empty group holds nobody to protect."""
    return 0 < pupils < smallest


def count_is_hidden(count: int, of: int, smallest: int = SMALLEST) -> bool:
    """Whether a count of pupils out of a group may not be shown: it or its complement is small."""
    return group_is_hidden(of, smallest) or 0 < count < smallest or 0 < of - count < smallest


def hidden_parts(sizes: Mapping[Key, int], smallest: int = SMALLEST) -> frozenset[Key]:
    """Which parts of a whole to hide: the small ones, and the next smallest when only one part would be hidden."""
    hidden = {key for key, pupils in sizes.items() if group_is_hidden(pupils, smallest)}
    shown = [key for key, pupils in sizes.items() if pupils and key not in hidden]
    if len(hidden) == 1 and shown:
        hidden.add(min(shown, key=lambda key: sizes[key]))
    return frozenset(hidden)


def hidden_counts(counts: Mapping[Key, tuple[int, int]], smallest: int = SMALLEST) -> frozenset[Key]:
    """Which counts (each with the group it is out of) to hide among parts of a whole: as `hidden_parts`, for counts."""
    hidden = {key for key, (count, of) in counts.items() if count_is_hidden(count, of, smallest)}
    shown = [key for key, (_, of) in counts.items() if of and key not in hidden]
    if len(hidden) == 1 and shown:
        hidden.add(min(shown, key=lambda key: counts[key][0]))
    return frozenset(hidden)
