"""By how much sums over the schools of a trust count somebody who moved between them more than once.

Each school answers for its own sessions, so a pupil who moved is an enrolment at each, and persistently absent at each where
they missed a tenth there. Counted once, over all their sessions at schools of the trust, they are one pupil who is or who is
not. What is published of that are the differences, added up over pupils: never one pupil's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schools.registers.rules.totals import Totals, is_persistent, is_severe


@dataclass(frozen=True, slots=True)
class Repeated:
    """`pupils` who moved; and by how many the sums of enrolments, of persistently and of severely absent exceed those that
    count each of them once. None is below nought: who missed a tenth of the whole missed a tenth somewhere.
    """

    pupils: int = 0
    enrolments: int = 0
    persistent: int = 0
    severe: int = 0

    def __add__(self, other: "Repeated") -> "Repeated":
        return Repeated(
            self.pupils + other.pupils,
            self.enrolments + other.enrolments,
            self.persistent + other.persistent,
            self.severe + other.severe,
        )


def repeated(schools: Iterable[Totals]) -> Repeated:
    """What one pupil's sessions of a period at each school come to. A school without a possible session counts nobody."""
    parts = [one for one in schools if one.possible]
    if len(parts) < 2:
        return Repeated()
    whole = sum(parts, Totals())
    return Repeated(
        pupils=1,
        enrolments=len(parts) - 1,
        persistent=sum(_is(is_persistent, one) for one in parts) - _is(is_persistent, whole),
        severe=sum(_is(is_severe, one) for one in parts) - _is(is_severe, whole),
    )


def _is(judged: Callable[[int, int], bool | None], totals: Totals) -> int:
    return int(bool(judged(totals.absence, totals.possible)))
