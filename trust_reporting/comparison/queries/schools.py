"""Which schools the trust has, and how far each has published."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from tenants.trusts.models import School, Trust
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import ComparedSchool
from trust_reporting.comparison.rules.matching import OpenDays
from trust_reporting.comparison.rules.naming import short_names
from trust_reporting.figures.models import YearPublication
from trust_reporting.figures.rules.periods import Period


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One school's academic year as published: its calendar, first and last date with a mark, and as at when."""

    school_id: uuid.UUID
    academic_year: int
    calendar: SchoolCalendar
    notes: Mapping[dt.date, str]
    first_on: dt.date
    through: dt.date
    published_at: dt.datetime

    def open_days(self, period: Period, span: Span | None = None) -> OpenDays | None:
        """Its part in a period, or in chosen dates of it: from the first day with marks to the last.

        None when it has none of it. Within its marks it has a part even in dates on which it was shut: it holds no
        session then.
        """
        dates = period.dates(self.calendar.half_terms)
        if dates is None:
            return None
        bounds = [dates, (self.first_on, self.through), *([span] if span else [])]
        first, last = max(start for start, _ in bounds), min(end for _, end in bounds)
        return OpenDays(self.calendar, first, last, self.through, self.notes) if first <= last else None


def schools_of(trust: Trust) -> tuple[ComparedSchool, ...]:
    """The trust's schools, by name."""
    rows = list(School.objects.filter(trust_id=trust.pk).order_by("name"))
    shorts = short_names([row.name for row in rows])
    return tuple(
        ComparedSchool(row.pk, row.name, short, row.slug, row.phase, row.theme, row.urn)
        for row, short in zip(rows, shorts, strict=True)
    )


def published_years(schools: Iterable[ComparedSchool]) -> tuple[PublishedYear, ...]:
    """Every academic year these schools have published marks of, newest first."""
    rows = YearPublication.objects.filter(
        school_id__in=[school.id for school in schools], through__isnull=False
    ).order_by("-academic_year")
    return tuple(_published_year(row) for row in rows)


def _published_year(row: Any) -> PublishedYear:
    days_off = row.calendar["days_off"]
    return PublishedYear(
        row.school_id,
        row.academic_year,
        SchoolCalendar(
            half_terms=tuple(
                HalfTerm(row.academic_year, number, dt.date.fromisoformat(start), dt.date.fromisoformat(end))
                for number, start, end in row.calendar["half_terms"]
            ),
            non_school_days=tuple(
                NonSchoolDay(dt.date.fromisoformat(date), DayOff(kind), session) for date, session, kind, _ in days_off
            ),
        ),
        {dt.date.fromisoformat(date): note for date, _, _, note in days_off if note},
        row.first_on,
        row.through,
        row.published_at,
    )
