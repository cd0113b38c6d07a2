"""A pupil's attendance on a paper: the year so far, and each half-term of it."""

import datetime as dt
from collections.abc import Mapping

from foundation.ui.numbers import middle_date, percent, thousands
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_label
from schools.papers.rules.shapes import Part
from schools.registers.queries.newest import marked_through
from schools.registers.queries.totals import totals_by_half_term
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil

_HEADS = ("Half-term", "Attended", "Possible", "Rate", "Authorised", "Unauthorised", "Late")


def attendance_of(pupil: Pupil, today: dt.date) -> Part:
    """Of one pupil. Three queries."""
    year = school_calendar().year_of(today)
    halves = totals_by_half_term(year, [pupil.key]).get(pupil.key, {})
    return attendance_part(halves, year, marked_through(today))


def attendance_part(halves: Mapping[int, Totals], year: int, through: dt.date | None) -> Part:
    """Each half-term of the year with the year so far below it. Every session counts, as the school's whole roll does."""
    rows = [_row(_half_term(number), totals) for number, totals in sorted(halves.items()) if totals.recorded]
    label = f"Attendance in {academic_year_label(year)}"
    if not rows or through is None:
        return Part(label, none="No session of this year is marked.")
    label = f"{label}, marks to {middle_date(through)}"
    return Part(
        label,
        heads=_HEADS,
        rows=(*rows, _row("Year so far", sum(halves.values(), Totals()))),
        shares=(1,) * len(_HEADS),
    )


def _half_term(number: int) -> str:
    term = ("Autumn", "Spring", "Summer")[(number - 1) // 2]
    return f"{term} {2 - number % 2}"


def _row(name: str, totals: Totals) -> tuple[str, ...]:
    counts = (totals.attendance, totals.possible)
    rest = (totals.authorised, totals.unauthorised, totals.late)
    rate = percent(totals.attendance, totals.possible)
    return (name, *map(thousands, counts), rate, *map(thousands, rest))
