"""How a benchmark says what it found: every figure beside its yardstick from the same run."""

from collections.abc import Sequence
from statistics import median, quantiles


def line(name: str, ours: float, yardstick: float, *, unit: str, aim: float | None = None, note: str = "") -> str:
    """One figure: ours, the yardstick, and their ratio (how many times the yardstick; less is better)."""
    wish = f" (aim {aim:g})" if aim is not None else ""
    measured = f"{ours:>10.1f} {unit}  yardstick {yardstick:>9.1f} {unit}"
    return f"  {name:<44} {measured}  ratio {ours / yardstick:5.2f}{wish}  {note}"


def middle(rounds: Sequence[float]) -> float:
    """The median of a figure's rounds."""
    return median(rounds)


def quarter(rounds: Sequence[float]) -> float:
    """The lower quartile: what it takes when the machine does little else."""
    return quantiles(rounds, n=4)[0]
