"""Charts drawn on the server: a line, horizontal bars, small multiples of bars; each with its table and its note.

    drawn = draw_line(LineChart(key="alder", title="...", points=(...), comparator=Comparator(...)))
    <c-chart :chart="drawn" heading="Alder Academy" aside="attendance %, by week" table="beside" />

Pure functions of frozen dataclasses. A point's text is made once, by whoever made the point, and is the same in the
chart, its description and its table. No style, script or handler is written into the SVG: classes only, which
css/parts/charts.css draws.
"""

from foundation.ui.charts.bars import draw_bars, draw_multiples
from foundation.ui.charts.line import draw_line, draw_lines
from foundation.ui.charts.model import (
    Bar,
    BarChart,
    Comparator,
    Drawn,
    LineChart,
    Mean,
    Point,
    Table,
    percent_bar,
    percent_point,
)

__all__ = [
    "Bar",
    "BarChart",
    "Comparator",
    "Drawn",
    "LineChart",
    "Mean",
    "Point",
    "Table",
    "draw_bars",
    "draw_line",
    "draw_lines",
    "draw_multiples",
    "percent_bar",
    "percent_point",
]
