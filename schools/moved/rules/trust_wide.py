"""Two readings of one pupil's year, never mixed: what this school counted, and what the schools of the trust did together.

Each school answers for its own sessions. Whether the pupil is persistently absent is a question about the pupil, and is
asked once more of all their sessions of the year at schools of the trust. National figures do not: they count enrolments,
and each of a mover's is one of its own there [EESM].
"""

from dataclasses import dataclass

from schools.registers.rules.totals import Totals, is_persistent, is_severe


@dataclass(frozen=True, slots=True)
class TrustWide:
    """One pupil's academic year: at this school, and at each other school of the trust that told of it, by its name."""

    here: Totals
    elsewhere: tuple[tuple[str, Totals], ...]

    @property
    def together(self) -> Totals:
        """All sessions of the year at schools of the trust."""
        return sum((totals for _, totals in self.elsewhere), self.here)

    @property
    def standing(self) -> str:
        """What the absence of the whole year is called; empty where it is neither persistent nor severe."""
        totals = self.together
        if is_severe(totals.absence, totals.possible):
            return "severe absence"
        return "persistent absence" if is_persistent(totals.absence, totals.possible) else ""
