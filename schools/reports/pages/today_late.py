"""What was to happen on a day and came too late, until a person has seen it: on Today, and where it is ticked off."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from foundation.ui.numbers import long_date
from schools.journal.models import DueRow
from schools.journal.queries import lapsed, lapsed_rows
from schools.journal.rules import lapse_of
from schools.roll.pages.today_lists import Answer, Asked, Line


@dataclass(frozen=True, slots=True)
class Late:
    """What did not happen on a day, and where that day can be looked at."""

    on: dt.date
    topic: str
    said: str
    address: str


def late() -> list[Late]:
    """Everything that came too late and is not ticked off, earliest first. One statement."""
    return [Late(on, topic, said.said, said.address(on)) for on, topic in lapsed() for said in (lapse_of(topic),)]


def waiting(_asked: Asked) -> QuerySet[DueRow]:
    """Whatever came too late."""
    return lapsed_rows()


def too_late(_asked: Asked) -> Answer:
    """A line for each day and each thing that did not happen on it: the machine stood still, or nobody let it go."""
    return Answer(
        heads=("What", "Day", "Next"),
        lines=[_line(one) for one in late()],
        aside="it is not done any more: see to it, then tick it off",
    )


def _line(one: Late) -> Line:
    return Line(
        key=f"{one.topic}-{one.on}",
        head=one.said,
        address=one.address,
        cells=(long_date(one.on),),
        act="Tick it off",
        act_address=reverse("today_late"),
        now=True,
    )
