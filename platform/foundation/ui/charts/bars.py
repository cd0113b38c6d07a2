"""Horizontal bars from nought, alone or as small multiples on one common scale."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from foundation.ui.charts.model import Bar, BarChart, Drawn, Mean, Table
from foundation.ui.charts.scale import CHARACTER, Scale, width_of

WIDTH = 236
TOP, THICK, ROW = 12, 16, 32
#: A label wider than this stands above its bar instead of before it.
LABEL_MOST = 92
#: Room at the right for a figure after the longest bar.
FIGURE = 52


def draw_bars(chart: BarChart) -> Drawn:
    """Draw bars on a scale of their own, from nought."""
    return _draw(chart, _reach([chart]))


def draw_multiples(charts: Sequence[BarChart]) -> tuple[Drawn, ...]:
    """Draw several charts of bars on one common scale, so that their bars may be compared between panels too."""
    reach = _reach(charts)
    return tuple(_draw(chart, reach) for chart in charts)


def _reach(charts: Sequence[BarChart]) -> list[float]:
    bars = [float(bar.value) for chart in charts for bar in chart.bars if bar.value is not None]
    return bars + [float(chart.mean.value) for chart in charts if chart.mean]


def _draw(chart: BarChart, reach: list[float]) -> Drawn:
    beside = max((width_of(bar.label) for bar in chart.bars), default=0.0)
    above = beside > LABEL_MOST
    left = 0.5 if above else round(beside + CHARACTER, 1)
    longest = max(reach, default=0.0) or 1.0
    x = Scale(0.0, longest, left, WIDTH - FIGURE, step=longest)  # bars carry their figures: no ticks to round for
    row = ROW + 18 if above else ROW
    foot = TOP + row * len(chart.bars)
    context = {
        "chart": chart,
        "width": WIDTH,
        "height": foot + (24 if chart.mean else 0),
        "linked": any(bar.href for bar in chart.bars),
        "description": describe(chart),
        "left": left,
        "foot": foot - 4,
        "rows": [_row(bar, x, TOP + row * number, above=above) for number, bar in enumerate(chart.bars)],
        "mean": _mean(chart.mean, x, foot) if chart.mean else None,
    }
    svg = mark_safe(render_to_string("ui/charts/bars.svg", context))  # noqa: S308 - the template escapes each text
    return Drawn(svg, _table(chart), _note(chart))


def _row(bar: Bar, x: Scale, top: float, *, above: bool) -> dict[str, object]:
    bar_top = top + 18 if above else top
    end = x.at(bar.value) if bar.value is not None else x.start
    return {
        "bar": bar,
        "label_x": x.start if above else 0,
        "label_y": top + 10 if above else top + 13,
        "y": bar_top,
        "width": round(end - x.start, 1),
        "thick": THICK,
        "text_x": round(end + 6, 1),
        "text_y": bar_top + 13,
        "hit_y": bar_top - (24 - THICK) / 2,
        "hit_width": round(end - x.start + 6 + width_of(bar.text), 1),
    }


def _mean(mean: Mean, x: Scale, foot: float) -> dict[str, object]:
    """Return the dashed line of the mean and its name under it, kept inside the drawing."""
    text = f"{mean.name} {mean.text}"
    at = x.at(mean.value)
    half = width_of(text) / 2
    return {
        "x": at,
        "text": text,
        "text_x": round(min(max(at, half), WIDTH - half), 1),
        "top": 4,
        "foot": foot,
        "text_y": foot + 16,
    }


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
