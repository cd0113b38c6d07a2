"""What happened to a pupil in each room: rooms offer what they tell when they load, a case's timeline puts it in order.

    # in an app's AppConfig.ready()
    offer_timeline(decided_leave)

The case stands above these rooms and does not know them. What a reader may not see in a room, its line leaves out here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from foundation.access.member import Member
from schools.roll.models import Pupil


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose timeline, since which day, and who reads it."""

    pupil: Pupil
    since: dt.date
    member: Member


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened on a day: in words, with more of it below, whose act it was, and where it is shown."""

    on: dt.date
    words: str
    by: str = ""
    more: str = ""
    address: str = ""
    at: dt.datetime | None = None


#: What a room has to tell; nothing for a reader who may not see it there.
TimelineOf = Callable[[Asked], Iterable[Happened]]

_offered: list[TimelineOf] = []


def offer_timeline(source: TimelineOf) -> None:
    """Have timelines hold what this source tells; offering it twice changes nothing."""
    if source not in _offered:
        _offered.append(source)


def happened_to(asked: Asked) -> Sequence[Happened]:
    """Everything that any room has to tell this reader, in no order."""
    return [one for source in _offered for one in source(asked) if one.on >= asked.since]
