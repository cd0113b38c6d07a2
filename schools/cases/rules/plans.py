"""Plans with a family: their kinds, and what a review may find."""

from enum import StrEnum
from typing import Final


class PlanKind(StrEnum):
    """What was agreed."""

    CONTRACT = "contract"
    PERSONAL = "personal"
    ACTION = "action"

    @property
    def words(self) -> str:
        return _KINDS[self]


_KINDS: Final = {
    PlanKind.CONTRACT: "Attendance contract",
    PlanKind.PERSONAL: "Personal attendance plan",
    PlanKind.ACTION: "Action plan",
}


class Found(StrEnum):
    """What a review found."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"

    @property
    def words(self) -> str:
        return _FOUND[self]


_FOUND: Final = {Found.BETTER: "Better", Found.SAME: "No better", Found.WORSE: "Worse"}
