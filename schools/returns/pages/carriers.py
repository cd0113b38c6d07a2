"""How a file reaches its authority by itself: a room above offers where it does, and what puts right what was sent so.

    # in an app's AppConfig.ready()
    offer_carrier(Carrier(file_way, again_way, more))

There is one carrier at most. A page shows what it gives as a way to go on, and None as nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from schools.returns.models import Return, ReturnFile
from tenants.trusts.places import Place


@dataclass(frozen=True, slots=True)
class Way:
    """Where a file or a return is told by itself, in the words of the button that leads there."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """Of a file that waits to be sent, of a return that was sent and holds no more, and of what is no return."""

    file: Callable[[ReturnFile, Place], Way | None]
    again: Callable[[Return, Place], Way | None]
    more: Callable[[], Way]


_offered: Final[list[Carrier]] = []


def offer_carrier(carrier: Carrier) -> None:
    """Have pages of returns offer this way on; offering it twice changes nothing."""
    if carrier not in _offered:
        _offered.append(carrier)


def way_of_file(file: ReturnFile, place: Place) -> Way | None:
    """How a file goes by itself, while it waits to be sent."""
    if file.sent_on is not None or file.withdrawn_at is not None:
        return None
    return next((way for one in _offered if (way := one.file(file, place)) is not None), None)


def way_again(row: Return, place: Place) -> Way | None:
    """How the authority is told by itself that what was sent holds no more."""
    if not row.overtaken_because or row.corrected_at is not None:
        return None
    return next((way for one in _offered if (way := one.again(row, place)) is not None), None)


def more_ways() -> list[Way]:
    """Where the authority is told of what is no return."""
    return [one.more() for one in _offered]
