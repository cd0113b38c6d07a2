"""The academic years a school holds registers of."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from schools.calendar.models import ClosedYear
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import academic_year_label
from schools.registers.models import Mark
from schools.registers.rules.codes import NO_REASON_YET


@dataclass(frozen=True, slots=True)
class YearOfRegisters:
    """One academic year: the marks it holds, those still without a reason (N), and whether it is closed, when, by whom."""

    academic_year: int
    marks: int
    unsettled: int
    ended: bool
    closed_at: dt.datetime | None
    closed_by: str

    @property
    def label(self) -> str:
        """ "2025/26"."""
        return academic_year_label(self.academic_year)


def years_of_registers(today: dt.date) -> list[YearOfRegisters]:
    """Every academic year in the calendar that has begun, newest first."""
    calendar = school_calendar()
    years = sorted({half_term.academic_year for half_term in calendar.half_terms}, reverse=True)
    closed = {row.academic_year: row for row in ClosedYear.objects.filter(opened_at__isnull=True)}
    found = []
    for year in years:
        first, last = calendar.year_span(year)
        if first > today:
            continue
        held = Mark.objects.filter(date__range=(first, last)).aggregate(
            marks=Count("code"), unsettled=Count("code", filter=Q(code=NO_REASON_YET))
        )
        row = closed.get(year)
        found.append(
            YearOfRegisters(
                academic_year=year,
                marks=held["marks"],
                unsettled=held["unsettled"],
                ended=last < today,
                closed_at=row.closed_at if row else None,
                closed_by=row.closed_by if row else "",
            )
        )
    return found
