"""One session of one date as a register has it at a moment: whether the school meets, and how far its register has got.

A register opens at the session's time and stays open for the minutes of the school's policy, at most 30 [R10, WT26]. A
late arrival while it is open is L, afterwards U. Times are the school's wall clock, in London, so that a register opens
at 08:45 in winter and in summer; the session itself belongs to a date, never to an instant.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from foundation.london import LONDON
from schools.calendar.rules.sessions import SESSION_NAMES

#: The longest a register may stay open, in minutes [R10]; also the bound of L where a school has entered no times.
LONGEST_WINDOW: Final = 30


class WindowPhase(StrEnum):
    """How far a session's register has got."""

    AHEAD = "ahead"
    OPEN = "open"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Window:
    """When a session's register opens, for how many minutes, and whether an L must say how late."""

    opens_at: dt.time
    minutes: int
    needs_minutes: bool = True

    def opening(self, on: dt.date) -> dt.datetime:
        """The moment it opens on a date."""
        return dt.datetime.combine(on, self.opens_at, tzinfo=LONDON)

    def closing(self, on: dt.date) -> dt.datetime:
        """The moment it closes on a date: no window crosses a change of the clocks."""
        return self.opening(on) + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Slot:
    """One session of one date at a moment.

    `closed` says in words why no register is taken, empty when one is. `unplanned` names the closure for which the school,
    though it was to meet, did not: its register is not taken and holds Y4. `window` is None where the school has entered
    no times: the day itself is then the window. `today` is the date of the moment. `half_term` is its academic year and
    number.
    """

    date: dt.date
    session: int
    phase: WindowPhase
    today: dt.date
    window: Window | None = None
    half_term: tuple[int, int] | None = None
    closed: str = ""
    unplanned: str = ""
    year_closed: bool = False

    @property
    def name(self) -> str:
        """ "Thursday AM"."""
        return f"{self.date:%A} {SESSION_NAMES[self.session]}"

    @property
    def due(self) -> bool:
        """Whether marks are due by now: the session is held and its register has opened."""
        return not self.closed and self.phase is not WindowPhase.AHEAD

    @property
    def to_take(self) -> bool:
        """Whether its register is to be taken by now: it is due, and no unplanned closure leaves it untaken."""
        return self.due and not self.unplanned

    @property
    def entering(self) -> WindowPhase:
        """How far the register has got for whoever enters in it: one that an unplanned closure leaves untaken is shut."""
        return WindowPhase.SHUT if self.unplanned else self.phase

    @property
    def counts(self) -> bool:
        """Whether a mark entered now counts at once, not only when the register is taken."""
        return not self.closed and self.entering is not WindowPhase.AHEAD

    @property
    def late_bound(self) -> int:
        """The most minutes an L may have."""
        return self.window.minutes if self.window else LONGEST_WINDOW

    @property
    def closes_at(self) -> str:
        """The time the register closes, as people write it; empty where no times are entered."""
        return f"{self.window.closing(self.date):%H:%M}" if self.window else ""


def phase_at(on: dt.date, window: Window | None, now: dt.datetime) -> WindowPhase:
    """How far a session's register has got at a moment (with a zone)."""
    if window is None:
        today = now.astimezone(LONDON).date()
        return WindowPhase.AHEAD if on > today else WindowPhase.OPEN if on == today else WindowPhase.SHUT
    if now < window.opening(on):
        return WindowPhase.AHEAD
    return WindowPhase.OPEN if now < window.closing(on) else WindowPhase.SHUT
