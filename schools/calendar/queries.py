"""The calendar of the school at work, as the rules read it."""

import datetime as dt

from foundation.access.member import Member
from schools.calendar import models
from schools.calendar.models import ClosedYear, SessionTimes
from schools.calendar.rules.academic_year import OPENS_EARLIEST, academic_year_of
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar


def school_calendar() -> SchoolCalendar:
    """Every half-term and non-school day this school has entered. An empty calendar holds no session."""
    # Plain values, because every page asks for them.
    half_terms = models.HalfTerm.objects.values_list("academic_year", "number", "starts_on", "ends_on")
    days = models.NonSchoolDay.objects.values_list("date", "kind", "session", "note")
    return SchoolCalendar(
        half_terms=tuple(HalfTerm(*row) for row in half_terms),
        non_school_days=tuple(NonSchoolDay(on, DayOff(kind), session, note) for on, kind, session, note in days),
    )


def calendar_for(member: Member) -> SchoolCalendar:
    """The calendar for a page, whose frame and parts all ask it: read once a request."""
    return member.once(school_calendar, school_calendar)


def session_times(last: dt.date) -> list[SessionTimes]:
    """The session times entered so far that hold from `last` or an earlier day on, newest first."""
    return list(SessionTimes.objects.filter(valid_from__lte=last).order_by("-valid_from"))


def year_of(on: dt.date) -> int:
    """The school's academic year that holds a day, as `SchoolCalendar.year_of` has it. A query in August alone."""
    return school_calendar().year_of(on) if on.month == OPENS_EARLIEST else academic_year_of(on)


def year_starts(academic_year: int) -> dt.date:
    """The first day of a school's academic year, as `SchoolCalendar.year_span` has it."""
    return school_calendar().year_span(academic_year)[0]


def closed_years() -> frozenset[int]:
    """The academic years whose registers are closed."""
    return frozenset(ClosedYear.objects.filter(opened_at__isnull=True).values_list("academic_year", flat=True))
