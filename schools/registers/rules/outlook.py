"""What the rest of a pupil's year can still change about persistent absence: who can recover, how soon, who cannot.

Counts only. `left` is the sessions still to come in the pupil's own year, each assumed possible; a pupil who attends
all of them ends the year with the absence of today over `possible + left`. 37 missed of 380 ends below, 38 does not,
in March or in July. A missing mark is neither present nor absent and is not among them.
"""

from dataclasses import dataclass
from enum import IntEnum

from schools.registers.rules.totals import (
    attended_to_leave_persistent,
    can_still_finish_below,
    is_persistent,
    most_absence_below_persistent,
    sessions_to_persistent,
)


class Prospect(IntEnum):
    """How a pupil stands towards the line at the end of the year, in the order of who is helped first."""

    #: Persistently absent now; attending what is left ends it.
    CAN_RECOVER = 1
    #: Not persistently absent; further absence would make it so.
    BELOW = 2
    #: Persistently absent, whatever is attended from here on.
    CANNOT_FINISH_BELOW = 3
    #: No session was possible yet: there is nothing to say.
    UNMEASURED = 4


@dataclass(frozen=True, slots=True)
class Outlook:
    """Possible and missed sessions so far, and the sessions left. ValueError when the counts contradict one another."""

    possible: int
    absence: int
    left: int

    def __post_init__(self) -> None:
        if self.left < 0:
            raise ValueError(f"No fewer than 0 sessions can be left; got {self.left}.")
        is_persistent(self.absence, self.possible)

    @property
    def prospect(self) -> Prospect:
        """Where the pupil stands. Whoever cannot finish below the line is above it already."""
        persistent = is_persistent(self.absence, self.possible)
        if persistent is None:
            return Prospect.UNMEASURED
        if not can_still_finish_below(self.absence, self.year_sessions):
            return Prospect.CANNOT_FINISH_BELOW
        return Prospect.CAN_RECOVER if persistent else Prospect.BELOW

    @property
    def year_sessions(self) -> int:
        """The pupil's whole year: possible so far, and what is left."""
        return self.possible + self.left

    @property
    def to_leave(self) -> int | None:
        """Sessions that, if all attended, end persistent absence; None when there is none or the year is too short."""
        if self.prospect is not Prospect.CAN_RECOVER:
            return None
        return attended_to_leave_persistent(self.possible, self.absence)

    @property
    def to_persistent(self) -> int | None:
        """Sessions that, if all missed, make absence persistent; None when it is so, or nothing is measured."""
        if self.prospect is not Prospect.BELOW:
            return None
        return sessions_to_persistent(self.possible, self.absence)

    @property
    def may_still_miss(self) -> int | None:
        """Sessions that may yet be missed before the year cannot end below the line; None when it cannot already."""
        if self.prospect in (Prospect.CANNOT_FINISH_BELOW, Prospect.UNMEASURED):
            return None
        return most_absence_below_persistent(self.year_sessions) - self.absence

    @property
    def distance(self) -> int:
        """Sessions between the pupil and the line, attended or missed: what a list sorts by within one prospect."""
        return self.to_leave or self.to_persistent or 0


def recovery_order(outlook: Outlook) -> tuple[int, int, int]:
    """Sort key of "who can still recover": who leaves soonest first, then who is nearest to the line from below.

    Those who cannot finish below it come after both, the least absent first, and the unmeasured last.
    """
    return (outlook.prospect, outlook.distance, outlook.absence)
