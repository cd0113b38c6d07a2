"""The comparison drawn: attendance week by week, one small chart for each school, and why sessions were missed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from foundation.ui import numbers
from foundation.ui.charts import (
    Bar,
    BarChart,
    Comparator,
    Drawn,
    LineChart,
    Mean,
    Point,
    Table,
    draw_lines,
    draw_multiples,
    percent_bar,
    percent_point,
)
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.rules import published
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import Comparison, SchoolStanding, is_provisional
from trust_reporting.comparison.rules.published import Measure
from trust_reporting.comparison.rules.yardsticks import NationalWeeks

NATIONAL = "National"
#: The most weeks whose table stands beside the charts; a longer one is folded under them.
BESIDE = 14


@dataclass(frozen=True, slots=True)
class Weekly:
    """One chart for each school, with one table of all of them and one note."""

    charts: tuple[tuple[SchoolStanding, Drawn], ...]
    table: Table
    note: str

    @property
    def is_long(self) -> bool:
        """Whether the table is too long to stand beside the charts."""
        return len(self.table.rows) > BESIDE


def weekly(comparison: Comparison, national: NationalWeeks | None) -> Weekly:
    """Attendance by week. A week a school did not meet, or has no possible session in, is a gap."""
    shown = [standing for standing in comparison.standings if not standing.hidden]
    weeks = comparison.weeks
    drawn = draw_lines([_line(standing, weeks, national) for standing in shown])
    charts = tuple(zip(shown, drawn, strict=True))
    columns = ("Week from", *(standing.school.short for standing in shown), *((NATIONAL,) if national else ()))
    rows = tuple(
        (
            numbers.short_date(week),
            *(_rate(standing.weeks.get(week, Totals())) for standing in shown),
            *((_national_point(national, week).text.removesuffix("%"),) if national else ()),
        )
        for week in weeks
    )
    note = _weekly_note(charts, shown, national)
    if charts and _cuts_a_week(comparison.choice.span):
        note += " The weeks in which the chosen dates begin and end count only those dates."
    return Weekly(charts, Table("Weekly attendance, %", columns, rows), note)


def _cuts_a_week(span: Span | None) -> bool:
    """Whether dates begin after a Monday or end before a Friday."""
    return span is not None and (span[0].weekday() in range(1, 5) or span[1].weekday() < 4)


def _line(standing: SchoolStanding, weeks: tuple[dt.date, ...], national: NationalWeeks | None) -> LineChart:
    points = []
    for week in weeks:
        totals = standing.weeks.get(week, Totals())
        missing = f"{numbers.thousands(totals.missing)} marks missing" if is_provisional(totals) else ""
        points.append(percent_point(numbers.short_date(week), totals.attendance, totals.possible, incomplete=missing))
    against = None
    if national:
        against = Comparator(NATIONAL, tuple(_national_point(national, week) for week in weeks), national.source)
    return LineChart(
        key=f"weeks-{standing.school.slug}",
        title=f"{standing.school.name}: attendance by week",
        name=standing.school.short,
        points=tuple(points),
        comparator=against,
    )


def _national_point(national: NationalWeeks, week: dt.date) -> Point:
    found = national.by_week.get(week)
    value = found.figure(Measure.ATTENDANCE) if found else None
    return Point(numbers.short_date(week), value, numbers.NOT_APPLICABLE if value is None else f"{one_place(value)}%")


def one_place(value: Decimal) -> Decimal:
    """A published percentage to one place, half up, as our own rates are."""
    return value.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def _rate(totals: Totals) -> str:
    return numbers.percent(totals.attendance, totals.possible).removesuffix("%")


def _weekly_note(
    charts: tuple[tuple[SchoolStanding, Drawn], ...], shown: list[SchoolStanding], national: NationalWeeks | None
) -> str:
    parts = []
    if national:
        parts.append(
            f"Dashed: state-funded schools of this phase in England, {national.label}, from {national.source}."
        )
    if charts:
        parts.append("All on one scale, which does not begin at nought, because these are lines, not bars.")
    if any(is_provisional(totals) for standing in shown for totals in standing.weeks.values()):
        parts.append("Hatched with a hollow point: so many marks are missing that the rate may still move.")
    return " ".join(parts)


#: What is drawn of absence: its name, its sessions, and its national measure.
_REASONS: tuple[tuple[str, str, Callable[[Totals], int], Measure], ...] = (
    ("all", "All absence", lambda totals: totals.absence, Measure.ABSENCE),
    ("authorised", "Authorised", lambda totals: totals.authorised, Measure.AUTHORISED),
    ("unauthorised", "Unauthorised", lambda totals: totals.unauthorised, Measure.UNAUTHORISED),
)


def reasons(comparison: Comparison, national: published.Comparator | None) -> tuple[Drawn, ...]:
    """Absence of each school as a share of possible sessions, beside the national figure: bars from nought."""
    return draw_multiples(
        [
            BarChart(
                key=f"reason-{key}",
                title=name,
                bars=tuple(_bar(standing, count) for standing in comparison.standings if not standing.hidden),
                mean=_mean(national, measure),
            )
            for key, name, count, measure in _REASONS
        ]
    )


def _bar(standing: SchoolStanding, count: Callable[[Totals], int]) -> Bar:
    totals = standing.totals
    return percent_bar(standing.school.short, count(totals), totals.possible)


def _mean(national: published.Comparator | None, measure: Measure) -> Mean | None:
    value = national.figure(measure) if national else None
    if national is None or value is None:
        return None
    return Mean("national", value, f"{one_place(value)}%", national.source)
