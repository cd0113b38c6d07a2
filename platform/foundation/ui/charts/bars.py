"""Horizontal bars from nought, alone or as small multiples on one common scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.ui.charts.markup import HIT, hatching, opening, picture, words
from foundation.ui.charts.model import Bar, BarChart, Drawn, Mean, Table
from foundation.ui.charts.scale import CHARACTER, Scale, width_of

WIDTH = 236
TOP, THICK, ROW = 12, 16, 32
#: A label wider than this stands above its bar instead of before it, in a row this much higher.
LABEL_MOST, LABEL_ROW = 92, 18


@dataclass(frozen=True, slots=True)
class _Frame:
    """What panels side by side have in common: where bars begin, how long a bar of a value is, where labels stand."""

    x: Scale
    above: bool

    @property
    def row(self) -> int:
        return ROW + LABEL_ROW if self.above else ROW


def draw_bars(chart: BarChart) -> Drawn:
    """Draw bars on a scale of their own, from nought."""
    return _draw(chart, _frame([chart]))


def draw_multiples(charts: Sequence[BarChart]) -> tuple[Drawn, ...]:
    """Draw several charts of bars on one common scale, so that their bars may be compared between panels too."""
    frame = _frame(charts)
    return tuple(_draw(chart, frame) for chart in charts)


def _frame(charts: Sequence[BarChart]) -> _Frame:
    bars = [bar for chart in charts for bar in chart.bars]
    label = max((width_of(bar.label) for bar in bars), default=0.0)
    figure = max((width_of(bar.text) for bar in bars if bar.value is not None), default=0.0)
    above = label > LABEL_MOST
    left = 0.5 if above else round(label + CHARACTER, 1)
    right = max(WIDTH - figure - 12, (left + WIDTH) / 2)
    values = [float(bar.value) for bar in bars if bar.value is not None]
    longest = max([*values, *(float(chart.mean.value) for chart in charts if chart.mean)], default=0.0) or 1.0
    return _Frame(Scale(0.0, longest, left, right, step=longest), above)  # bars carry their figures: no ticks


def _draw(chart: BarChart, frame: _Frame) -> Drawn:
    foot = TOP + frame.row * len(chart.bars)
    mean = _mean(chart.mean, frame.x, foot) if chart.mean else None
    left = frame.x.start
    parts = [
        hatching(chart.key, 5, "hatchline deep"),
        *([mean[0]] if mean else []),
        *(_row(chart, bar, frame, TOP + frame.row * number) for number, bar in enumerate(chart.bars)),
        f'<line class="base" x1="{left}" x2="{left}" y1="4" y2="{foot - 4}"/>',
        *([mean[1]] if mean else []),
    ]
    size = (WIDTH, foot + (24 if mean else 0))
    return Drawn(picture(chart, "bars", size, parts, description=describe(chart)), _table(chart), _note(chart))


def _figure_at(end: float, text: str, mean: float | None) -> float:
    """Return where a bar's figure begins: after the bar, and after the mean's line where it would cross the figure."""
    at = end + 6
    crossed = mean is not None and at - 3 < mean < at + width_of(text)
    return round(mean + 6 if crossed and mean is not None else at, 1)


def _row(chart: BarChart, bar: Bar, frame: _Frame, top: float) -> str:
    """Return a bar with its label before or above it and its figure after it."""
    x, left = frame.x, frame.x.start
    bar_top = top + LABEL_ROW if frame.above else top
    end = x.at(bar.value) if bar.value is not None else left
    text_x = _figure_at(end, bar.text, x.at(chart.mean.value) if chart.mean else None)
    label = words(left, top + 10, bar.label) if frame.above else words(0, top + 13, bar.label)
    drawn = ""
    if bar.value is not None:
        kind = f'class="part" fill="url(#{chart.key}-h)"' if bar.incomplete else 'class="bar"'
        drawn = f'<rect {kind} x="{left}" y="{bar_top}" width="{round(end - left, 1)}" height="{THICK}"/>'
    drawn += words(text_x, bar_top + 13, bar.text, kind="strong halo")
    hit = (left, bar_top - (HIT - THICK) / 2, round(text_x - left + width_of(bar.text), 1))
    return label + opening(bar.href, bar.label, bar.text, hit, drawn)


def _mean(mean: Mean, x: Scale, foot: float) -> tuple[str, str]:
    """Return the dashed line of the mean, and its name under it, kept inside the drawing."""
    text = f"{mean.name} {mean.text}"
    at = x.at(mean.value)
    half = width_of(text) / 2
    name = words(round(min(max(at, half), WIDTH - half), 1), foot + 16, text, anchor="middle")
    return f'<line class="nat" x1="{at}" x2="{at}" y1="4" y2="{foot}"/>', name


def describe(chart: BarChart) -> str:
    """Return the chart in a sentence, for those who hear it."""
    parts = [f"{bar.label} {bar.full_text}" for bar in chart.bars]
    if chart.mean:
        parts.append(f"{chart.mean.name} {chart.mean.text}")
    return ", ".join(parts) + "." if parts else "There are no figures yet."


def _table(chart: BarChart) -> Table:
    rows = [(bar.label, bar.full_text) for bar in chart.bars]
    if chart.mean:
        rows.append((chart.mean.name.capitalize(), chart.mean.text))
    return Table(chart.title, (chart.of, chart.title), tuple(rows))


def _note(chart: BarChart) -> str:
    parts = [f"Dashed: {chart.mean.publication}."] if chart.mean else []
    if any(bar.incomplete for bar in chart.bars):
        parts.append("Hatched: incomplete.")
    return " ".join(parts)
