"""What drawings are written of. A template for each chart was a quarter of the time of a page of fifty.

Every text that people typed goes through `escape` here, and a chart's key has been checked (`model.check_key`): a drawing
holds nothing else but numbers and classes of ours.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.charts.model import BarChart, LineChart

#: A finger hits what is so high and wide.
HIT = 24


def picture(
    chart: LineChart | BarChart, kind: str, size: tuple[float, float], parts: Iterable[str], *, description: str
) -> SafeString:
    """The whole drawing, titled and described: a group of links where any part opens, or else a picture."""
    points = chart.points if isinstance(chart, LineChart) else chart.bars
    role = "group" if any(point.href for point in points) else "img"
    key, (width, height) = chart.key, size
    return mark_safe(  # noqa: S308 - texts of others are escaped here and in `words`, `opening`
        f'<svg class="chart {kind}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="{role}"'
        f' aria-labelledby="{key}-t" aria-describedby="{key}-d"><title id="{key}-t">{escape(chart.title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>\n{"".join(parts)}</svg>'
    )


def words(x: float, y: float, text: str, *, kind: str = "", anchor: str = "") -> str:
    """Words at a place: they begin there, unless it is their `middle` or `end`."""
    drawn = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{drawn} x="{x}" y="{y}"{anchored}>{escape(text)}</text>'


def opening(href: str, label: str, text: str, hit: tuple[float, float, float], part: str) -> str:
    """A part of the drawing, as a link where it has an address; `hit` is where its hit area begins, and its width."""
    if not href:
        return part
    x, y, width = hit
    return (
        f'<a href="{escape(href)}" aria-label="{escape(label)}: {escape(text)}">'
        f'<rect class="hit" x="{x}" y="{y}" width="{width}" height="{HIT}"/>{part}</a>'
    )


def hatching(key: str, size: int, kind: str) -> str:
    """The pattern that fills what is incomplete, of lines so far apart."""
    return (
        f'<defs><pattern id="{key}-h" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><line class="{kind}" x1="0" y1="0" x2="0" y2="{size}"/></pattern></defs>'
    )
