"""Enrolments of a group in a period, in counts that add up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enrolments:
    """Enrolments with a possible session, how many were persistently and severely absent, and those with none."""

    enrolments: int = 0
    persistent: int = 0
    severe: int = 0
    none_possible: int = 0

    def __add__(self, other: "Enrolments") -> "Enrolments":
        return Enrolments(
            self.enrolments + other.enrolments,
            self.persistent + other.persistent,
            self.severe + other.severe,
            self.none_possible + other.none_possible,
        )

    def __sub__(self, other: "Enrolments") -> "Enrolments":
        return Enrolments(
            self.enrolments - other.enrolments,
            self.persistent - other.persistent,
            self.severe - other.severe,
            self.none_possible - other.none_possible,
        )

    @property
    def on_roll(self) -> int:
        """Everybody of the group, with a possible session or without."""
        return self.enrolments + self.none_possible
