"""How late a pupil is who comes to the desk at a moment, and what the mark that stands there already means for it.

L while the register is open and U afterwards is the registers' rule (`schools.registers.rules.slots`); here a moment is
turned into that code and its minutes, so that nobody at the door has to reckon.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.refusals import Fault
from schools.desk.rules.on_site import is_on_site
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.entering import MOST_MINUTES, CellMark, slot_refusal
from schools.registers.rules.slots import Slot, WindowPhase


@dataclass(frozen=True, slots=True)
class Lateness:
    """The mark of somebody who comes now."""

    code: str
    minutes: int

    def __str__(self) -> str:
        return f"{self.code}, {self.minutes} minute{'' if self.minutes == 1 else 's'} late"


class Standing(StrEnum):
    """What stands in the cell of somebody who comes late."""

    #: Nothing, or N: a mark is what everybody waits for.
    FREE = "free"
    #: They are marked as here already.
    HERE = "here"
    #: Somebody has said why they are not here, or planned it.
    ELSEWHERE = "elsewhere"


def slot_of_arrival(slots: Sequence[Slot]) -> Slot:
    """The session of the day that somebody comes late to: the last that has opened, or the first while none has."""
    return next((slot for slot in reversed(slots) if slot.due), slots[0])


def lateness(slot: Slot, now: dt.datetime) -> Lateness | Fault:
    """What somebody is marked who comes at `now`, or why nobody can be late then."""
    fault = slot_refusal(slot)
    if fault is not None:
        return fault
    if slot.window is None:
        words = "The school has not entered when its registers open, so nothing says how late this is."
        return Fault(words, "no_times", remedy="Ask the attendance officer to enter the mark in the register.")
    opens = slot.window.opening(slot.date)
    if slot.phase is WindowPhase.AHEAD:
        return Fault(f"Nobody is late yet: the {slot.name} register opens at {opens:%H:%M}.", "too_early")
    minutes = int((now - opens).total_seconds()) // 60
    if minutes > MOST_MINUTES:
        words = f"The {slot.name} session is over: its register opened at {opens:%H:%M}."
        return Fault(words, "too_late", remedy="If they are here now, press Back, which changes no mark.")
    if slot.phase is WindowPhase.OPEN:
        return Lateness("L", min(max(minutes, 1), slot.late_bound))
    return Lateness("U", max(minutes, slot.late_bound + 1))


def standing_of(held: CellMark) -> Standing:
    """What a mark that stands means for somebody who comes to the desk. What was only planned was planned for a reason."""
    if held.code is None or (held.code == NO_REASON_YET and not held.planned):
        return Standing.FREE
    return Standing.HERE if is_on_site(held) else Standing.ELSEWHERE
