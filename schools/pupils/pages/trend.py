"""A pupil's attendance over the year, school week by school week, drawn as a line with its table."""

import datetime as dt
from collections.abc import Iterable, Mapping

from foundation.ui.charts import Drawn, LineChart, draw_line, percent_point
from foundation.ui.numbers import short_date
from schools.registers.rules.totals import Totals

#: A line of one week says nothing.
LEAST_WEEKS = 2


def trend(weeks: Iterable[tuple[dt.date, Totals]], incomplete: Mapping[dt.date, str]) -> Drawn | None:
    """The line of these weeks (Monday, totals), oldest first; None when fewer than two had a possible session.

    A week without a possible session is a gap, never nought. One that lacks marks or is not over is drawn as incomplete,
    with why: `incomplete`, by its Monday.
    """
    points = tuple(
        percent_point(
            short_date(monday),
            totals.attendance,
            totals.possible,
            incomplete=incomplete.get(monday, ""),
        )
        for monday, totals in weeks
    )
    if sum(1 for point in points if point.value is not None) < LEAST_WEEKS:
        return None
    return draw_line(LineChart(key="trend", title="Attendance by school week", name="Attendance", points=points))
