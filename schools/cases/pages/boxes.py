"""Boxes that rooms above put on a case's page, first of what the reader sees: what was decided, above all.

    # in an app's AppConfig.ready()
    offer_box(decision_box, order=10)

As panels of a pupil's page are offered (`schools.roll.pages.pupil_panels`); a box's template finds its values as `box`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from foundation.access.member import Member
from schools.cases.models import Case


@dataclass(frozen=True, slots=True)
class Box:
    """A box as one reader sees it. One that `asks` for an answer has the page's first button."""

    template: str
    box: object
    asks: bool = False


BoxOf = Callable[[Case, Member, dt.date], Box | None]
_offered: dict[BoxOf, int] = {}


def offer_box(box_of: BoxOf, *, order: int) -> None:
    """Have every case's page show it; offering it twice changes nothing. ImproperlyConfigured when another has its order."""
    if any(held == order and other != box_of for other, held in _offered.items()):
        message = f"two boxes of a case’s page have the order {order}"
        raise ImproperlyConfigured(message)
    _offered[box_of] = order


def boxes_of(case: Case, member: Member, today: dt.date) -> list[Box]:
    """The boxes that this reader sees, in order."""
    made = (box_of(case, member, today) for box_of in sorted(_offered, key=_offered.__getitem__))
    return [box for box in made if box is not None]
