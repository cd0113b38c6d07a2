"""Which schools the trust has, and how far each has published."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from tenants.trusts.models import School, Trust
from trust_reporting.comparison.rules.chosen_dates import Span
from trust_reporting.comparison.rules.comparison import ComparedSchool
from trust_reporting.comparison.rules.matching import OpenDays
from trust_reporting.comparison.rules.naming import short_names
from trust_reporting.figures.models import YearPublication
from trust_reporting.figures.rules.periods import Period


@dataclass(frozen=True, eq=False)
class PublishedCalendar:
    """A year's calendar as published, with notes on days off. Schools that published the very same have one in common."""

    calendar: SchoolCalendar
    notes: Mapping[dt.date, str]


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One school's academic year as published: its calendar, first and last date with a mark, and as at when."""

    school_id: uuid.UUID
    academic_year: int
    entered: PublishedCalendar
    first_on: dt.date
    through: dt.date
    published_at: dt.datetime

    def open_days(self, period: Period, span: Span | None = None) -> OpenDays | None:
        """Its part in a period, or in chosen dates of it: from the first day with marks to the last.

        None when it has none of it. Within its marks it has a part even in dates on which it was shut: it holds no
        session then.
        """
        calendar = self.entered.calendar
        dates = period.dates(calendar.half_terms)
        if dates is None:
            return None
        bounds = [dates, (self.first_on, self.through), *([span] if span else [])]
        first, last = max(start for start, _ in bounds), min(end for _, end in bounds)
        return OpenDays(calendar, first, last, self.through, self.entered.notes) if first <= last else None


def schools_of(trust: Trust) -> tuple[ComparedSchool, ...]:
    """The trust's schools, by name."""
    rows = list(School.objects.filter(trust_id=trust.pk).order_by("name"))
    shorts = short_names([row.name for row in rows])
    return tuple(
        ComparedSchool(row.pk, row.name, short, row.slug, row.phase, row.theme, row.urn)
        for row, short in zip(rows, shorts, strict=True)
    )


def published_years(schools: Iterable[ComparedSchool]) -> tuple[PublishedYear, ...]:
    """Every academic year these schools have published marks of."""
    years = YearPublication.objects.filter(school_id__in=[school.id for school in schools], through__isnull=False)
    rows = years.values_list(
        "school_id", "academic_year", Cast("calendar", TextField()), "first_on", "through", "published_at"
    )
    read: dict[tuple[int, str], PublishedCalendar] = {}
    found = []
    for school_id, academic_year, text, *reach in rows:
        entered = read.get((academic_year, text)) or _published_calendar(academic_year, text)
        read[academic_year, text] = entered
        found.append(PublishedYear(school_id, academic_year, entered, *reach))
    return tuple(found)


def _published_calendar(academic_year: int, text: str) -> PublishedCalendar:
    entered = json.loads(text)
    days_off = entered["days_off"]
    return PublishedCalendar(
        SchoolCalendar(
            half_terms=tuple(
                HalfTerm(academic_year, number, dt.date.fromisoformat(start), dt.date.fromisoformat(end))
                for number, start, end in entered["half_terms"]
            ),
            non_school_days=tuple(
                NonSchoolDay(dt.date.fromisoformat(date), DayOff(kind), session) for date, session, kind, _ in days_off
            ),
        ),
        {dt.date.fromisoformat(date): note for date, _, _, note in days_off if note},
    )
