"""What published figures say absence looks like, as curves to draw invented pupils from.

The shape (who misses how much, and how that differs by year group, FSM and SEN) is the 2022/23 distribution; its
level is brought to 2025/26 by one curve for each phase, fitted so that the pool of pupils at hand has the published
share of persistent absentees *and* the published overall absence. The curve only rises, so the order of groups is
kept.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import sqrt
from pathlib import Path
from typing import Final, NamedTuple

from schools.registers.rules.totals import PERSISTENT_ONE_IN

DATA: Final = Path(__file__).parent / "data"
PERSISTENT: Final = 1 / PERSISTENT_ONE_IN
MOST: Final = 0.97  # no invented pupil misses a whole year: even school refusers come in now and then
BAND: Final = 0.05
GRID: Final = 200  # points at which a curve is averaged when fitting


class Cell(NamedTuple):
    """A group of pupils that shares one distribution of absence."""

    phase: str
    year_group: str
    fsm: bool
    sen: bool


@dataclass(frozen=True, slots=True)
class Level:
    """Published rates of one phase, as shares of possible sessions (persistent: of pupils)."""

    absence: float
    persistent: float
    late: float


def table(name: str) -> list[dict[str, str]]:
    """The rows of one packaged table."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def levels() -> Mapping[str, Level]:
    """Each phase's published level, 2025/26 year to date."""
    return {
        row["phase"]: Level(
            float(row["overall_absence_perc"]) / 100, float(row["pa_perc"]) / 100, float(row["late_perc"]) / 100
        )
        for row in table("levels")
    }


@cache
def reasons(phase: str) -> Mapping[str, float]:
    """Each code's share of possible sessions."""
    return {row["code"]: float(row["perc"]) / 100 for row in table("reasons") if row["phase"] == phase}


@cache
def weekdays(phase: str) -> tuple[float, ...]:
    """Monday to Friday: absence as a ratio to the week's mean."""
    row = next(row for row in table("weekdays") if row["phase"] == phase)
    return tuple(float(row[day]) for day in ("monday", "tuesday", "wednesday", "thursday", "friday"))


@cache
def season(phase: str, half_term: int, column: str) -> tuple[float, ...]:
    """A half-term's weeks in order: absence of one sort as a ratio to the year's mean."""
    rows = [row for row in table("season") if (row["phase"], row["half_term"]) == (phase, str(half_term))]
    return tuple(float(row[column]) for row in sorted(rows, key=lambda row: int(row["week"])))


@dataclass(frozen=True, slots=True)
class Band:
    """One absence band of a cell: its share of pupils, cumulated, and how it leans towards its low end."""

    below: float
    upto: float
    lean: float


@cache
def _bands() -> Mapping[Cell, tuple[Band, ...]]:
    bands = {}
    for row in table("absence_bands"):
        counts = [int(value) for name, value in row.items() if name.startswith("abs_")]
        cell = Cell(row["phase"], row["year_group"], row["fsm"] == "yes", row["sen"] == "yes")
        uptos = [upto / sum(counts) for upto in accumulate(counts)]
        leans = [_lean(counts, band) for band in range(len(counts))]
        bands[cell] = tuple(map(Band, [0.0, *uptos[:-1]], uptos, leans))
    return bands


def _lean(counts: list[int], band: int) -> float:
    """How a band leans towards zero absence (0 even, 1 all weight at the low end), from the bands beside it."""
    if band == len(counts) - 1:
        return 0.0
    before = counts[band - 1] if band else counts[band]
    return max(-1.0, min(1.0, (before - counts[band + 1]) / 4 / counts[band]))


def published_rate(cell: Cell, position: float) -> float:
    """The 2022/23 absence of the pupil `position` (0 to 1) of the way up the cell, from least absent to most.

    Inside a band pupils thin out along a straight line; above 50 %, where the table has no upper end, towards
    everything.
    """
    bands = _bands()[cell]
    place = min(bisect_right(bands, position, key=lambda band: band.upto), len(bands) - 1)
    band = bands[place]
    inside = (position - band.below) / (band.upto - band.below)
    if place == len(bands) - 1:
        return 0.5 + 0.5 * inside * sqrt(inside)
    if abs(band.lean) > 0.001:  # density (1 + lean) - 2 * lean * x over the band; solve its integral for x
        start = 1 + band.lean
        inside = (start - sqrt(start * start - 4 * band.lean * inside)) / (2 * band.lean)
    return BAND * (place + inside)


@dataclass(frozen=True, slots=True)
class Curve:
    """Brings a 2022/23 absence rate to today's level: `crossing` becomes 10 %; higher ones rescale, lower ones bend."""

    crossing: float
    below: float

    def __call__(self, rate: float) -> float:
        ratio = rate / self.crossing
        return min(MOST, PERSISTENT * (ratio**self.below if ratio < 1 else ratio))

    def rate(self, cell: Cell, position: float) -> float:
        """Today's absence of the pupil that far up a cell."""
        return self(published_rate(cell, position))


def fit(pool: Mapping[Cell, int], level: Level) -> Curve:
    """The curve that gives this pool of pupils the level's persistent share and overall absence.

    The persistent share fixes which 2022/23 rate becomes 10 %; the power below it then sets the mean, which falls
    as the power rises.
    """
    points = sorted(
        (published_rate(cell, (step + 0.5) / GRID), pupils / GRID)
        for cell, pupils in pool.items()
        for step in range(GRID)
    )
    pupils = sum(pool.values())
    crossing = _quantile(points, pupils * (1 - level.persistent))
    low, high = 0.3, 3.0
    while high - low > 0.001:
        power = (low + high) / 2
        curve = Curve(crossing, power)
        too_much = sum(curve(rate) * weight for rate, weight in points) > level.absence * pupils
        low, high = (power, high) if too_much else (low, power)
    return Curve(crossing, high)


def _quantile(points: Iterable[tuple[float, float]], target: float) -> float:
    upto = 0.0
    for rate, weight in points:
        upto += weight
        if upto >= target:
            return rate
    raise ValueError("There is nobody to fit a curve to.")
