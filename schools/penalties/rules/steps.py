"""Legal steps beside a penalty notice: what a court or an authority did, of which the school keeps a record."""

import datetime as dt
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault


class StepKind(StrEnum):
    """What it is. Only the authority prosecutes, and only a court orders."""

    PARENTING_ORDER = "parenting_order"
    SUPERVISION_ORDER = "supervision_order"
    ATTENDANCE_ORDER = "attendance_order"
    OUTCOME = "outcome"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    StepKind.PARENTING_ORDER: "Parenting order",
    StepKind.SUPERVISION_ORDER: "Education supervision order",
    StepKind.ATTENDANCE_ORDER: "School attendance order",
    StepKind.OUTCOME: "Outcome in court",
}


def days_faults(made_on: dt.date, ends_on: dt.date | None, today: dt.date) -> list[Fault]:
    """What is wrong with the days of a step."""
    found = []
    if made_on > today:
        found.append(Fault("That day is to come.", "to_come", "made_on", remedy="Write it down once it has been made."))
    if ends_on is not None and ends_on < made_on:
        found.append(Fault("It ends before it was made.", "order", "ends_on", remedy="Correct one of the two days."))
    return found
