"""One pupil's register of one year while it is being made up: a code for every session, and the absences owed."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from rollcall.demo.trust.daybook import DayBook
from rollcall.demo.trust.roll import InventedPupil

AM_PRESENT, PM_PRESENT = "/", "\\"
NO_MARK: Final = ""
FREE: Final = frozenset({AM_PRESENT, PM_PRESENT})


@dataclass(slots=True)
class YearRegister:
    """A pupil's codes by slot (2 * day is AM, the next PM), "" where the pupil was not on roll.

    `owed` is absent sessions still to be placed before the pupil's year has the absence drawn for it; `life` weighs the
    half-terms.
    """

    pupil: InventedPupil
    year_group: str
    group: str
    book: DayBook
    dice: Random
    codes: list[str]
    first: int
    last: int
    rate: float = 0.0
    owed: int = 0
    life: tuple[float, ...] = (1.0,) * 6
    minutes: dict[int, int] = field(default_factory=dict)

    def free(self, slot: int) -> bool:
        """Whether the pupil is so far simply present."""
        return self.codes[slot] in FREE

    def possible(self) -> int:
        """Sessions the pupil may be marked present or absent in."""
        return sum(map(self.codes.count, FREE))

    def put(self, slot: int, code: str) -> bool:
        """Enter another code for a present session, owing nothing."""
        if not self.free(slot):
            return False
        self.codes[slot] = code
        return True

    def absent(self, slot: int, code: str) -> int:
        """Enter one owed absence; 1 when entered, 0 when the session is taken or nothing is owed."""
        if self.owed <= 0 or not self.free(slot):
            return 0
        self.codes[slot] = code
        self.owed -= 1
        self.book.entered(slot // 2)
        return 1

    def spell(self, kind: str, code: str, sessions: int, *, whole_days: bool = False) -> int:
        """Place a run of absence that starts on a day of the season; how many sessions were placed.

        The run stops at a holiday or at another absence. A run of odd length starts at lunch time, or ends there.
        """
        day = self.book.day(kind, self.life)
        slot = 2 * day
        if sessions % 2 and not whole_days and self.dice.random() < 0.6:
            slot += 1
        return self.run(slot, code, sessions)

    def run(self, slot: int, code: str, sessions: int) -> int:
        """Place a run from one slot on, within its half-term."""
        end = 2 * self.book.year.half_term_of(slot // 2)[-1] + 2
        placed = 0
        while placed < sessions and slot < end and self.absent(slot, code):
            placed += 1
            slot += 1
        return placed
