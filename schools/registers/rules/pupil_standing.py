"""How a pupil stands towards persistent absence, as lists and pages say it."""

from dataclasses import dataclass
from functools import cached_property

from schools.registers.rules.outlook import Outlook, Prospect
from schools.registers.rules.totals import (
    PERSISTENT_ONE_IN,
    Totals,
    attended_to_leave_persistent,
    is_persistent,
    is_severe,
    sessions_to_persistent,
)

#: A pupil this near to persistent absence, in sessions, is marked as near it. A choice of ours, not of the law.
NEAR = 4


@dataclass(frozen=True)
class PupilStanding:
    """A pupil's counts towards persistent absence. `totals` None: this basis leaves the pupil out.

    `left` is the sessions of the pupil's year still to come on the same basis; None where they were not counted, and
    then nothing is said about how the year can end.
    """

    totals: Totals | None
    left: int | None = None

    @property
    def persistent(self) -> bool:
        return bool(self.totals and is_persistent(self.totals.absence, self.totals.possible))

    @property
    def severe(self) -> bool:
        return bool(self.totals and is_severe(self.totals.absence, self.totals.possible))

    @property
    def to_persistent(self) -> int | None:
        """Sessions that, if all missed, would make the pupil persistently absent; None when that is so or unmeasured."""
        if self.totals is None or not self.totals.possible or self.persistent:
            return None
        return sessions_to_persistent(self.totals.possible, self.totals.absence)

    @property
    def to_leave(self) -> int | None:
        """Sessions that, if all attended, would end persistent absence; None when there is none or the year is too short."""
        if self.totals is None or not self.persistent or self.cannot_finish_below:
            return None
        return attended_to_leave_persistent(self.totals.possible, self.totals.absence)

    @property
    def ten_times(self) -> int:
        """Absence times ten, which the line is tested on: persistent when it is at least the possible sessions."""
        return PERSISTENT_ONE_IN * (self.totals.absence if self.totals else 0)

    @property
    def near(self) -> bool:
        """Within NEAR sessions of it. Somebody who has missed nothing is not, however young the year."""
        missed = self.totals is not None and self.totals.absence > 0
        return missed and self.to_persistent is not None and self.to_persistent <= NEAR

    @cached_property
    def outlook(self) -> Outlook | None:
        """What is left of the year can change; None where no session was possible or what is left is not known."""
        if self.totals is None or self.left is None or not self.totals.possible:
            return None
        return Outlook(self.totals.possible, self.totals.absence, self.left)

    @property
    def cannot_finish_below(self) -> bool:
        """Whether the year ends in persistent absence whatever is attended from here on."""
        return self.outlook is not None and self.outlook.prospect is Prospect.CANNOT_FINISH_BELOW


def standing_words(standing: PupilStanding) -> str:
    """The standing in the words of every list, empty when there is nothing to say."""
    if standing.cannot_finish_below:
        return "cannot finish below PA"
    if standing.to_leave is not None:
        sessions = "session" if standing.to_leave == 1 else "sessions"
        return f"PA; leaves after {standing.to_leave} attended {sessions}"
    if standing.to_persistent is not None:
        sessions = "session" if standing.to_persistent == 1 else "sessions"
        return f"{standing.to_persistent} more {sessions} to PA"
    return ""
