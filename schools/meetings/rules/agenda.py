"""What a meeting talks about: the parts of its agenda, their order, and what makes a pupil a line of each.

Made from the data up to the moment the meeting is written up, when it is kept as it was. How often late, and how long
without an answer, is worth a line is the product's own choice, and the page says so.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.ui.numbers import counted
from schools.meetings.rules.rising import WEEKS

#: School days without an answer after which a family is on the agenda.
NO_REPLY_DAYS: Final = 5
#: Lates in the newest school weeks that make a line.
LATES: Final = 4


class Section(StrEnum):
    """A part of an agenda, in the order in which they are talked about."""

    RISING = "rising"
    CASES = "cases"
    NO_REPLY = "no_reply"
    DUE = "due"
    LATES = "lates"
    ADDED = "added"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def why(self) -> str:
        """What makes a line of it."""
        return _WHY[self]


_WORDS: Final = {
    Section.RISING: "Rising absence",
    Section.CASES: "Stages and cases since the last meeting",
    Section.NO_REPLY: "No reply",
    Section.DUE: "Actions due",
    Section.LATES: "Lates",
    Section.ADDED: "Added by hand",
}
_WHY: Final = {
    Section.RISING: f"absence five points higher in the last {WEEKS} school weeks than in the {WEEKS} before",
    Section.CASES: "opened, closed, or moved to another stage",
    Section.NO_REPLY: f"an offer, or an absence without a reason, unanswered for {NO_REPLY_DAYS} school days",
    Section.DUE: "open tasks that are due by the day of the meeting",
    Section.LATES: f"late {LATES} times or more in the last {WEEKS} school weeks",
    Section.ADDED: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: about a pupil by compact key, or about nobody. `weight` sorts within its part, the heaviest first."""

    section: Section
    key: int | None
    words: str
    weight: int = 0


def in_order(lines: Iterable[Line], names: dict[int, str]) -> list[Line]:
    """The lines as they are talked about: by part, then the heaviest, then by name."""
    order = list(Section)
    return sorted(
        lines,
        key=lambda one: (order.index(one.section), -one.weight, names.get(one.key or 0, ""), one.words),
    )


def late_words(lates: int) -> str:
    """What is said of somebody who comes late."""
    return f"Late {counted(lates, 'time')} in the last {WEEKS} school weeks."


def no_reason_words(days: Iterable[dt.date]) -> str:
    """What is said of absences that nobody has explained."""
    found = sorted(set(days))
    return f"{counted(len(found), 'day')} of absence without a reason, the first on {found[0].day} {found[0]:%B}."
