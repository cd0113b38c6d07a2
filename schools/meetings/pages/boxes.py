"""Boxes that rooms above put on a meeting's page, beside who comes.

    # in an app's AppConfig.ready()
    offer_box(papers_box)

A box's template finds its values as `box`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from foundation.access.member import Member
from schools.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Box:
    """A box as one reader sees it."""

    template: str
    box: object


BoxOf = Callable[[Meeting, Member, dt.date], Box | None]
_offered: Final[list[BoxOf]] = []


def offer_box(box_of: BoxOf) -> None:
    """Have every meeting's page show it; offering it twice changes nothing."""
    if box_of not in _offered:
        _offered.append(box_of)


def boxes_of(meeting: Meeting, member: Member, today: dt.date) -> list[Box]:
    """The boxes that this reader sees."""
    made = (box_of(meeting, member, today) for box_of in _offered)
    return [box for box in made if box is not None]
