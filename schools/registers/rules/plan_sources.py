"""Who plans: rooms above state their sources by name, and registers know none but their own.

The order in which they stand is the product's, for no source gives one: see docs/decisions/0038-plans.md.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Rank(IntEnum):
    """Where a source stands: the lower comes first. Sources of one rank stand by name, then by key: never by chance."""

    DUE_ELSEWHERE = 10
    SUSPENDED = 20
    LEAVE = 30
    PART_TIME = 40
    OTHER = 50
    EXPECTED_ELSEWHERE = 60
    BULK = 90


@dataclass(frozen=True, slots=True)
class PlanSource:
    """Who plans: a name to keep, a rank, and the words for people ("suspension")."""

    name: str
    rank: int
    label: str


#: What an officer plans for many at once.
BULK: Final = PlanSource("bulk", Rank.BULK, "bulk edit")

#: Where a thing that plans is shown, by its key; None where there is no page for it.
Address = Callable[[uuid.UUID], str | None]

_sources: dict[str, tuple[PlanSource, Address]] = {}


def state_source(source: PlanSource, *, address: Address) -> None:
    """Let a room plan under a name; stating it twice changes nothing. A name that means two things is a mistake of ours."""
    known = _sources.get(source.name)
    if known is not None and known[0] != source:
        message = f"two sources of plans are called {source.name}"
        raise ValueError(message)
    _sources[source.name] = (source, address)


def source_named(name: str) -> PlanSource:
    """A source that was stated. KeyError for another: a room forgot to state it."""
    return _sources[name][0]


def label_of(name: str) -> str:
    """A source in words; a name that no room states any more is said as it is kept."""
    return _sources[name][0].label if name in _sources else name.replace("_", " ")


def address_of(name: str, key: uuid.UUID) -> str | None:
    """Where what planned is shown, or None."""
    return _sources[name][1](key) if name in _sources else None
