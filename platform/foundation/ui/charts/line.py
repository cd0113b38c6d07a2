"""A line over time with its comparator."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from foundation.ui.charts.markup import HIT, hatching, opening, picture, words
from foundation.ui.charts.model import Comparator, Drawn, LineChart, Point, Table
from foundation.ui.charts.scale import CHARACTER, LINE, Scale, apart, every, nice_scale, tick_text, width_of

WIDTH, HEIGHT = 352, 236
LEFT_LEAST, TOP, BOTTOM = 34, 16, 204
#: The baseline of the dates under the line.
DATES_AT = 228
#: The axis's figures end this far before the line begins.
TICK_GAP = 8
#: Where the labels at the right begin, measured from the last point, and how wide they may be.
LABEL_GAP, LABEL_MOST = 10, 88
#: The hatching of an incomplete point reaches this far to each side of it.
HATCH = 22
#: Words keep this far from a line and its points.
CLEAR = 5


def draw_line(chart: LineChart) -> Drawn:
    """Draw one series as a line. Its scale may start above nought and then says so; gaps stay gaps."""
    return _draw(chart, _scale([chart]))


def draw_lines(charts: Sequence[LineChart]) -> tuple[Drawn, ...]:
    """Draw several lines to stand side by side, on one common scale, or a small fall looks like a large one."""
    y = _scale(charts)
    return tuple(_draw(chart, y) for chart in charts)


def _scale(charts: Sequence[LineChart]) -> Scale:
    points = [point for chart in charts for point in (*chart.points, *_points(chart.comparator))]
    return nice_scale([float(p.value) for p in points if p.value is not None], BOTTOM, TOP, from_nought=False)


def _draw(chart: LineChart, y: Scale) -> Drawn:
    ticks = [(y.at(tick), y.at(tick) + 4, tick_text(tick, y.step)) for tick in y.ticks]
    left = max(LEFT_LEAST, round(max(width_of(text) for _, _, text in ticks) + TICK_GAP, 1))
    right = round(WIDTH - LABEL_GAP - _label_width(chart), 1)
    xs = _spread(len(chart.points), left, right)
    hatches = _hatches(chart, y, xs, left, right)
    parts = [
        *(_tick(tick, left, right) for tick in ticks),
        *(words(x, DATES_AT, text, anchor="middle") for x, text in _dates(chart.points, xs)),
        *([hatching(chart.key, 6, "hatchline")] if hatches else []),
        *(hatch.band(chart.key) for hatch in hatches),
        *(f'<polyline class="nat" points="{run}"/>' for run in _runs(_points(chart.comparator), xs, y)),
        *(f'<polyline class="series" points="{run}"/>' for run in _runs(chart.points, xs, y)),
        *(_dot(x, point, y) for x, point in zip(xs, chart.points, strict=True) if point.value is not None),
        *(words(*place, kind="halo", anchor="middle") for hatch in hatches for place in hatch.lines),
        *_end_labels(chart, y, right),
    ]
    svg = picture(chart, "line", (WIDTH, HEIGHT), parts, description=describe(chart))
    return Drawn(svg, _table(chart), _note(chart, y))


def _tick(tick: tuple[float, float, str], left: float, right: float) -> str:
    y, text_y, text = tick
    axis = f'<line class="axis" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
    return axis + words(left - TICK_GAP, text_y, text, anchor="end")


def _points(comparator: Comparator | None) -> tuple[Point, ...]:
    return comparator.points if comparator else ()


def _label_width(chart: LineChart) -> float:
    texts = [p.text for p in chart.points]
    if chart.comparator:
        texts += [chart.comparator.name, *(text for p in chart.comparator.points for text in (p.text, p.label))]
    return min(LABEL_MOST, max((width_of(text) for text in texts), default=0.0))


def _spread(count: int, left: float, right: float) -> list[float]:
    if count == 1:
        return [round((left + right) / 2, 1)]
    return [round(left + (right - left) * index / (count - 1), 1) for index in range(count)]


def _dates(points: Sequence[Point], xs: Sequence[float]) -> list[tuple[float, str]]:
    """Return as many of the labels under the line as fit side by side."""
    spacing = xs[1] - xs[0] if len(xs) > 1 else float(WIDTH)
    step = every([p.label for p in points], spacing)
    return [(max(x, width_of(p.label) / 2), p.label) for x, p in list(zip(xs, points, strict=True))[::step]]


def _runs(points: Sequence[Point], xs: Sequence[float], y: Scale) -> list[str]:
    """Return the stretches without a gap, each as the points of a polyline; a stretch of one point needs no line."""
    pairs = list(zip(xs, points, strict=True))[: len(points)] if points else []
    stretches = [list(run) for there, run in groupby(pairs, key=lambda pair: pair[1].value is not None) if there]
    return [" ".join(f"{x},{y.at(p.value or 0)}" for x, p in run) for run in stretches if len(run) > 1]


def _dot(x: float, point: Point, y: Scale) -> str:
    """Return a point, with room around it that a finger may hit where it opens; hollow where it is incomplete."""
    cy = y.at(point.value or 0)
    kind, radius = ("dot prov", 4) if point.incomplete else ("dot", 3)
    hit = (round(x - HIT / 2, 1), round(cy - HIT / 2, 1), HIT)
    circle = f'<circle class="{kind}" cx="{x}" cy="{cy}" r="{radius}"/>'
    return opening(point.href, point.label, point.text, hit, circle)


@dataclass(frozen=True, slots=True)
class _Hatch:
    """A band behind incomplete points, and its words: where each line's middle stands, its baseline and its text."""

    begins: float
    ends: float
    lines: list[tuple[float, float, str]]

    def band(self, key: str) -> str:
        width = round(self.ends - self.begins, 1)
        height = BOTTOM - TOP + 8
        return f'<rect x="{self.begins}" y="{TOP - 8}" width="{width}" height="{height}" fill="url(#{key}-h)"/>'


def _hatches(chart: LineChart, y: Scale, xs: Sequence[float], left: float, right: float) -> list[_Hatch]:
    """Return a hatched band for each stretch of incomplete points, with its words where there is room for them."""
    stretches = [
        list(run) for part, run in groupby(range(len(xs)), key=lambda i: bool(chart.points[i].incomplete)) if part
    ]
    bands: list[_Hatch] = []
    free_from = 0.0
    for stretch in stretches:
        said = _two_lines(chart.points[stretch[0]].incomplete if len(stretch) == 1 else "incomplete")
        half = max(width_of(line) for line in said) / 2
        centre = min(max((xs[stretch[0]] + xs[stretch[-1]]) / 2, left + half), right - half)
        top = _clear_of_the_lines(chart, y, xs, (centre - half, centre + half), len(said))
        lines: list[tuple[float, float, str]] = []
        if top is not None and centre - half >= free_from:
            free_from = centre + half + CHARACTER
            lines = [(round(centre, 1), top + LINE * number, line) for number, line in enumerate(said)]
        begins, ends = max(xs[stretch[0]] - HATCH, left - 8), min(xs[stretch[-1]] + HATCH, right + 8)
        bands.append(_Hatch(begins, ends, lines))
    return bands


def _clear_of_the_lines(
    chart: LineChart, y: Scale, xs: Sequence[float], across: tuple[float, float], lines: int
) -> float | None:
    """Return the baseline of words between two places across: at the head, or at the foot where a line is in their way.

    None when lines are in the way of both: the words are then left to the description and the note.
    """
    heights = [*_heights(chart.points, xs, y, across), *_heights(_points(chart.comparator), xs, y, across)]
    for first in (TOP + 12, BOTTOM - 6 - LINE * (lines - 1)):
        above, below = first - LINE, first + LINE * (lines - 1) + CLEAR
        if not any(low < below and high > above for low, high in heights):
            return first
    return None


def _heights(
    points: Sequence[Point], xs: Sequence[float], y: Scale, across: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return from where to where each part of a line goes, down the page, that lies between two places across."""
    left, right = across
    there = [(x, y.at(p.value)) for x, p in zip(xs, points, strict=False) if p.value is not None]
    parts = [(at, at) for x, at in there if left - CLEAR <= x <= right + CLEAR]
    for (x, at), (next_x, next_at) in pairwise(there):
        begins, ends = max(x, left), min(next_x, right)
        if begins < ends:
            ys = [at + (next_at - at) * (place - x) / (next_x - x) for place in (begins, ends)]
            parts.append((min(ys), max(ys)))
    return parts


def _two_lines(text: str) -> list[str]:
    """Break a few words near the middle."""
    breaks = [i for i, letter in enumerate(text) if letter == " "]
    if not breaks:
        return [text]
    middle = min(breaks, key=lambda i: abs(i - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]


def _end_labels(chart: LineChart, y: Scale, right: float) -> list[str]:
    """Name each line where it ends: the series by its figure, the comparator by its name and figure."""
    ends: list[tuple[Point, str, list[str]]] = []
    last = _last(chart.points)
    if last:
        ends.append((last, "strong", [last.text]))
    held_against = _last(_points(chart.comparator))
    if held_against and chart.comparator:
        lines = [chart.comparator.name, held_against.text]
        if last and held_against.label != last.label:
            lines.append(held_against.label)  # it ends earlier: a figure beside today's must not be taken for today's
        ends.append((held_against, "", lines))
    centres = apart([(y.at(p.value or 0), LINE * len(lines) + 3) for p, _, lines in ends], 0, BOTTOM + 4)
    labels = []
    for (_, kind, lines), centre in zip(ends, centres, strict=True):
        first = centre - LINE * (len(lines) - 1) / 2 + 4
        for number, line in enumerate(lines):
            labels.append(words(right + LABEL_GAP, round(first + LINE * number, 1), line, kind=kind))
    return labels


def _last(points: Sequence[Point]) -> Point | None:
    return next((p for p in reversed(points) if p.value is not None), None)


def describe(chart: LineChart) -> str:
    """Return the chart in a sentence or two, for those who hear it."""
    known = [p for p in chart.points if p.value is not None]
    if not known:
        return "There are no figures yet."
    first, last = known[0], known[-1]
    sentences = [f"{first.text} at {first.label}." if first is last else _course(first, last)]
    held = [p for p in _points(chart.comparator) if p.value is not None]
    if held and chart.comparator:
        start, end = held[0], held[-1]
        sentences.append(f"{chart.comparator.name}: {start.text} at {start.label} to {end.text} at {end.label}.")
    sentences += [f"{p.label} is incomplete: {p.incomplete}." for p in known if p.incomplete]
    return " ".join(sentences)


def _course(first: Point, last: Point) -> str:
    start, end = first.value or 0, last.value or 0
    if first.text == last.text:
        return f"{first.text} at {first.label} and again at {last.label}."
    verb = "Rises" if end > start else "Falls"
    return f"{verb} from {first.text} at {first.label} to {last.text} at {last.label}."


def _table(chart: LineChart) -> Table:
    columns: tuple[str, ...] = (chart.over, chart.name)
    if chart.comparator:
        columns += (chart.comparator.name,)
    rows = []
    for index, point in enumerate(chart.points):
        row: tuple[str, ...] = (point.label, point.full_text)
        rows.append((*row, chart.comparator.points[index].text) if chart.comparator else row)
    hatched = frozenset((index, 1) for index, point in enumerate(chart.points) if point.incomplete)
    return Table(chart.title, columns, tuple(rows), hatched)


def _note(chart: LineChart, y: Scale) -> str:
    parts = []
    if chart.comparator:
        parts.append(f"Dashed: {chart.comparator.publication}.")
    if y.low > 0:
        low, high = tick_text(y.low, y.step), tick_text(y.high, y.step)
        parts.append(f"The scale runs from {low} to {high} because these are lines, not bars.")
    if any(p.incomplete for p in chart.points):
        parts.append("Hatched with a hollow point: incomplete.")
    return " ".join(parts)
