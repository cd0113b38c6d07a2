"""Whether a group that was helped did better than pupils like them: before and after, beside matched pupils.

The rule, which the page states in these words:

* Before are the school weeks before the one in which help began, after as many from that one on: at most 12 on each side.
* A pupil is matched with everybody of the same year group who is not in the group, had no such help, and missed within 2
  points of as much before. Both need a possible session before and after.
* What each pupil's attendance changed by, less the mean change of those matched, is one difference. The figure is their
  mean, with a 95 % interval by Student's t.
* It is too small to conclude below 10 differences, and below as many as would show a change of 5 points four times in five
  at the spread there is: (2.8 x spread / 5 points) squared.

Matching on what came before takes out that the worst weeks are followed by better ones in everybody. It is no trial: who was
chosen for the group may differ in what no register knows.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import fmean, stdev
from typing import Final

from schools.registers.rules.totals import Totals

#: School weeks on each side, at most; and below how many it is too early to say.
MOST_WEEKS: Final = 12
LEAST_WEEKS: Final = 3
#: How near the absence of two pupils has to lie beforehand.
WITHIN: Final = Fraction(2, 100)
#: Below so many differences nothing is concluded, however alike they are.
LEAST: Final = 10
#: The change that should not be missed, as a share of the possible sessions.
CHANGE: Final = 0.05
#: 1.96 for a two-sided 5 %, and 0.84 to see it four times in five.
_POWER: Final = 1.96 + 0.84
#: Student's t, 97.5 %, for 1 to 30 degrees of freedom. Beyond, the last one: a little wide, never too narrow.
_T: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def weeks_beside(
    starts_on: dt.date, ends_on: dt.date | None, over: Sequence[dt.date]
) -> tuple[list[dt.date], list[dt.date]]:
    """The school weeks before help began, and as many from its beginning on, of those that are over; by their Mondays.

    The week it begins in is one of those after. As many on either side as there are on both, and no more than MOST_WEEKS.
    """
    begins = starts_on - dt.timedelta(days=starts_on.weekday())
    before = [week for week in over if week < begins]
    after = [week for week in over if week >= begins and (ends_on is None or week <= ends_on)]
    number = min(len(before), len(after), MOST_WEEKS)
    return before[len(before) - number :], after[:number]


class Conclusion(StrEnum):
    """What may be said."""

    TOO_SMALL = "too_small"
    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Measured:
    """One pupil's sessions before and after, by compact key."""

    key: int
    year_group: str
    before: Totals
    after: Totals

    @property
    def counts(self) -> bool:
        """Whether there was a possible session on both sides."""
        return bool(self.before.possible and self.after.possible)

    @property
    def missed_before(self) -> Fraction:
        return Fraction(self.before.absence, self.before.possible)

    @property
    def change(self) -> Fraction:
        """By how much attendance rose, as a share of the possible sessions; negative when it fell."""
        return self.missed_before - Fraction(self.after.absence, self.after.possible)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the group beside those matched: how many, and the mean of their changes."""

    measured: Measured
    matched: int
    others_change: Fraction

    @property
    def difference(self) -> Fraction:
        return self.measured.change - self.others_change


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of it. `without` are those of the group nobody is like, or who had no session on one side.

    `mean` and `interval` are shares of the possible sessions, 0.05 for 5 points; None below one and two differences.
    """

    compared: tuple[Compared, ...]
    without: tuple[int, ...]
    mean: float | None
    interval: tuple[float, float] | None
    needed: int

    @property
    def conclusion(self) -> Conclusion:
        if self.interval is None or len(self.compared) < self.needed:
            return Conclusion.TOO_SMALL
        low, high = self.interval
        if low > 0:
            return Conclusion.BETTER
        return Conclusion.WORSE if high < 0 else Conclusion.UNCLEAR


def judge(group: Sequence[Measured], others: Iterable[Measured]) -> Judgement:
    """Compare a group with those who are like them. Nobody of the group is matched with another of it."""
    members = {one.key for one in group}
    pool = [one for one in others if one.counts and one.key not in members]
    found, without = [], []
    for one in group:
        like = [other.change for other in pool if _alike(one, other)] if one.counts else []
        if like:
            found.append(Compared(one, len(like), sum(like, Fraction()) / len(like)))
        else:
            without.append(one.key)
    differences = [float(one.difference) for one in found]
    spread = stdev(differences) if len(differences) > 1 else 0.0
    return Judgement(
        compared=tuple(found),
        without=tuple(without),
        mean=fmean(differences) if differences else None,
        interval=_interval(differences, spread),
        needed=max(LEAST, math.ceil((_POWER * spread / CHANGE) ** 2)),
    )


def _alike(one: Measured, other: Measured) -> bool:
    return other.year_group == one.year_group and abs(other.missed_before - one.missed_before) <= WITHIN


def _interval(differences: Sequence[float], spread: float) -> tuple[float, float] | None:
    if len(differences) < 2:
        return None
    half = _T[min(len(differences) - 1, len(_T)) - 1] * spread / math.sqrt(len(differences))
    mean = fmean(differences)
    return mean - half, mean + half
