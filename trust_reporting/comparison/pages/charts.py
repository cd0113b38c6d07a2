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
_TO_FRIDAY = dt.timedelta(days=4)


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


def weekly(comparison: Comparison, national: NationalWeeks | None, today: dt.date) -> Weekly:
    """Attendance by week. A week a school did not meet, or has no possible session in, is a gap.

    One that lacks many marks, or is not over on `today`, is hatched in the drawing and in the table.
    """
    shown = [standing for standing in comparison.listed if not standing.hidden]
    weeks = comparison.weeks
    drawn = draw_lines([_line(standing, weeks, national, today) for standing in shown])
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
    hatched = frozenset(
        (row, column)
        for row, week in enumerate(weeks)
        for column, standing in enumerate(shown, start=1)
        if _incomplete(standing.weeks.get(week, Totals()), week, today)
    )
    note = _weekly_note(charts, national, hatched=bool(hatched))
    if charts and _cuts_a_week(comparison.choice.span):
        note += " The weeks in which the chosen dates begin and end count only those dates."
    return Weekly(charts, Table("Weekly attendance, %", columns, rows, hatched), note)


def _cuts_a_week(span: Span | None) -> bool:
    """Whether dates begin after a Monday or end before a Friday."""
    return span is not None and (span[0].weekday() in range(1, 5) or span[1].weekday() < 4)


def _incomplete(totals: Totals, week: dt.date, today: dt.date) -> str:
    """Why a week's rate may still move, in a few words."""
    if is_provisional(totals):
        return f"{numbers.thousands(totals.missing)} marks missing"
    return "not over yet" if totals.possible and today <= week + _TO_FRIDAY else ""


def _line(
    standing: SchoolStanding, weeks: tuple[dt.date, ...], national: NationalWeeks | None, today: dt.date
) -> LineChart:
    points = []
    for week in weeks:
        totals = standing.weeks.get(week, Totals())
        why = _incomplete(totals, week, today)
        points.append(percent_point(numbers.short_date(week), totals.attendance, totals.possible, incomplete=why))
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
    charts: tuple[tuple[SchoolStanding, Drawn], ...], national: NationalWeeks | None, *, hatched: bool
) -> str:
    parts = []
    if national:
        parts.append(
            f"Dashed: state-funded schools of this phase in England, {national.label}, from {national.source}."
        )
    if charts:
        parts.append("All on one scale, which does not begin at nought, because these are lines, not bars.")
    if hatched:
        parts.append(
            "Hatched with a hollow point: marks are missing or the week is not over, so the rate may still move."
        )
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
                bars=tuple(_bar(standing, count) for standing in comparison.listed if not standing.hidden),
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
