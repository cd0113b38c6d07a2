"""Which days absences fall on: weeks by season, weekdays by the published pattern, half-terms as the pupil's life goes.

Weekdays are kept by feedback: as absences are entered the book counts them, and days of a weekday that has had too few
become likelier. Without it spells of several days would smear the pattern.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Final

from rollcall.demo.trust.calendars import SchoolYear
from rollcall.demo.trust.calibration import season, weekdays

ILLNESS, HOLIDAY, OTHER = "illness", "holiday", "other"
COLUMNS: Final[Mapping[str, str]] = {ILLNESS: "illness", HOLIDAY: "unauthorised_holiday", OTHER: "other"}
REWEIGH_EVERY: Final = 250  # sessions entered
GAIN: Final = 15  # how hard a weekday behind its share is favoured, and at most how far
HIGHEST_LIFT: Final = 4.0
HEADSTART: Final = 200.0  # sessions the book pretends to have seen, so that the first few do not swing it


class DayBook:
    """Chooses days for the absences of one school year, and counts them."""

    def __init__(self, year: SchoolYear, phase: str, dice: Random) -> None:
        self.year = year
        self._dice = dice
        self._target = weekdays(phase)
        self._on = [day.weekday() for day in year.days]
        self._base = {kind: self._seasonal(phase, column) for kind, column in COLUMNS.items()}
        open_days = [number for number in range(len(year.days)) if number not in year.closed]
        held = [sum(self._on[number] == weekday for number in open_days) for weekday in range(5)]
        expected = [ratio * days for ratio, days in zip(self._target, held, strict=True)]
        self._share = [part / sum(expected) for part in expected]
        self._seen = [HEADSTART * share for share in self._share]
        self._next = 0.0
        self._lift: list[float] = []
        self._upto: dict[str, list[float]] = {}
        self._half_terms: dict[str, list[float]] = {}

    def _seasonal(self, phase: str, column: str) -> list[float]:
        """Each day's weight: its week's published ratio, with the school's own luck (a bug going round) on top."""
        weights = [0.0] * len(self.year.days)
        for number, span in enumerate(self.year.half_terms, 1):
            published = season(phase, number, column)
            weeks = sorted({self.year.days[day].isocalendar()[:2] for day in span})
            luck = {week: self._dice.lognormvariate(0, 0.10) for week in weeks}
            for day in span:
                week = self.year.days[day].isocalendar()[:2]
                place = round(weeks.index(week) * (len(published) - 1) / max(1, len(weeks) - 1))
                weights[day] = 0.0 if day in self.year.closed else published[place] * luck[week]
        return weights

    def entered(self, day: int, sessions: int = 1) -> None:
        """Count absent sessions of a day."""
        self._seen[self._on[day]] += sessions

    def _reweigh(self) -> None:
        total = sum(self._seen)
        if total < self._next:
            return
        self._next = total + REWEIGH_EVERY
        self._lift = [
            ratio * min(HIGHEST_LIFT, max(1 / HIGHEST_LIFT, (share * total / seen) ** GAIN))
            for ratio, share, seen in zip(self._target, self._share, self._seen, strict=True)
        ]
        for kind, base in self._base.items():
            weights = (weight * self._lift[weekday] for weight, weekday in zip(base, self._on, strict=True))
            self._upto[kind] = upto = [0.0, *accumulate(weights)]
            self._half_terms[kind] = [upto[span[-1] + 1] - upto[span[0]] for span in self.year.half_terms]

    def day(self, kind: str, life: Sequence[float]) -> int:
        """A day for an absence of that kind; `life` weighs the six half-terms for this pupil."""
        self._reweigh()
        dice, upto = self._dice, self._upto[kind]
        parts = list(accumulate(a * b for a, b in zip(life, self._half_terms[kind], strict=True)))
        half_term = min(bisect_right(parts, dice.random() * parts[-1]), 5)
        span = self.year.half_terms[half_term]
        start = upto[span[0]]
        day = bisect_right(upto, start + dice.random() * (upto[span[-1] + 1] - start)) - 1
        return min(max(day, span[0]), span[-1])
