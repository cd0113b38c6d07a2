"""From values to places on the drawing, and how to keep labels apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

#: Width of an average character of the 13 px text, for keeping labels apart; figures are 7.8 px, words narrower.
CHARACTER = 7.2
#: Labels one above another stand this far apart.
LINE = 16.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Values `low` to `high` laid from `start` to `end`; `end` may be less than `start` (up the page)."""

    low: float
    high: float
    start: float
    end: float
    step: float

    def at(self, value: Decimal | float) -> float:
        """Return where a value lies, to a tenth of a pixel."""
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> tuple[float, ...]:
        count = round((self.high - self.low) / self.step)
        return tuple(round(self.low + number * self.step, 10) for number in range(count + 1))


def nice_scale(values: Sequence[float], start: float, end: float, *, from_nought: bool) -> Scale:
    """Return a scale of three to six round ticks that holds every value, and nought when asked."""
    low = 0.0 if from_nought else min(values, default=0.0)
    high = max(values, default=1.0)
    if high <= low:  # one value, or none: give it room
        high = low + max(abs(low) * 0.02, 1.0)
    step = _step((high - low) / 4)
    bottom, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    if not from_nought and low >= 0:
        bottom = max(bottom, 0.0)
    if top <= bottom:
        top = bottom + step
    return Scale(bottom, top, start, end, step)


def _step(rough: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) at or above `rough`."""
    power = 10.0 ** floor(log10(rough))
    return float(next(m for m in (1, 2, 5, 10) if m * power >= rough - 1e-12) * power)


def tick_text(value: float, step: float) -> str:
    """Return a tick's figure with as many decimals as the step needs."""
    places = max(0, -floor(log10(step) + 1e-9))
    return f"{value:,.{places}f}"


def width_of(text: str) -> float:
    """Return about how wide a text will be, in pixels."""
    return len(text) * CHARACTER


def apart(wanted: Sequence[tuple[float, float]], top: float, bottom: float) -> list[float]:
    """Place labels of given heights as near as they can be to where they belong, without touching.

    `wanted` is (centre, height) in any order; the answer has the centres in the same order, within `top` and `bottom`
    as long as there is room for them.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i][0])
    placed = [0.0] * len(wanted)
    edge = top
    for index in order:  # push down
        centre, height = wanted[index]
        placed[index] = max(centre, edge + height / 2)
        edge = placed[index] + height / 2
    edge = bottom
    for index in reversed(order):  # then up, where they fell off the foot
        height = wanted[index][1]
        placed[index] = min(placed[index], edge - height / 2)
        edge = placed[index] - height / 2
    return [round(centre, 1) for centre in placed]


def every(labels: Sequence[str], spacing: float) -> int:
    """Return n such that every n-th label fits beside the next, `spacing` pixels lying between neighbours."""
    widest = max((width_of(label) for label in labels), default=0.0) + CHARACTER
    return max(1, ceil(widest / spacing)) if spacing > 0 else 1
