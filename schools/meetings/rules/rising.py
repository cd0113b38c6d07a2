"""Whose absence is rising, and what of it rose: the newest school weeks beside as many before them.

How many weeks, points and sessions make it worth a look is the product's own choice, and the page says so. It is a reason
to ask, and no stage of any policy rests on it.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from schools.registers.rules.totals import Totals

#: School weeks on each side.
WEEKS: Final = 4
#: By how much of the possible sessions absence has risen at least: five points of a per cent.
LEAST_RISE: Final = Fraction(5, 100)
#: Sessions missed in the newest weeks at least: fewer is a short illness.
LEAST_MISSED: Final = 4


@dataclass(frozen=True, slots=True)
class Rise:
    """What rose of one thing: how many sessions before, and how many now."""

    what: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Rising:
    """One pupil's absence that rose. `size` is the difference of the two rates."""

    before: Totals
    now: Totals
    size: Fraction

    @property
    def rose(self) -> tuple[Rise, ...]:
        """What rose of it, the most first. Being late before the register closes is no absence, and often comes first."""
        kinds = (
            Rise("unauthorised", self.before.unauthorised, self.now.unauthorised),
            Rise("authorised", self.before.authorised, self.now.authorised),
            Rise("late", self.before.late, self.now.late),
        )
        return tuple(sorted((one for one in kinds if one.now > one.before), key=lambda one: one.before - one.now))

    @property
    def words(self) -> str:
        """Why the pupil is on the list, in one sentence and what rose of it."""
        said = (
            f"Missed {self.now.absence} of {self.now.possible} sessions in the last {WEEKS} school weeks, "
            f"{self.before.absence} of {self.before.possible} in the {WEEKS} before."
        )
        parts = ", ".join(f"{one.what} from {one.before} to {one.now}" for one in self.rose)
        return f"{said} {parts.capitalize()}." if parts else said


def rising(before: Totals, now: Totals) -> Rising | None:
    """What rose between two stretches of school weeks; None where too little did, or one of them had no possible session."""
    if not before.possible or not now.possible or now.absence < LEAST_MISSED:
        return None
    size = Fraction(now.absence, now.possible) - Fraction(before.absence, before.possible)
    return Rising(before, now, size) if size >= LEAST_RISE else None
