"""The calendar of the school at work, as the rules read it."""

import datetime as dt

from foundation.access.member import Member
from schools.calendar import models
from schools.calendar.models import ClosedYear, SessionTimes
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar


def school_calendar() -> SchoolCalendar:
    """Every half-term and non-school day this school has entered. An empty calendar holds no session."""
    return SchoolCalendar(
        half_terms=tuple(
            HalfTerm(row.academic_year, row.number, row.starts_on, row.ends_on) for row in models.HalfTerm.objects.all()
        ),
        non_school_days=tuple(
            NonSchoolDay(row.date, DayOff(row.kind), row.session, row.note) for row in models.NonSchoolDay.objects.all()
        ),
    )


def calendar_for(member: Member) -> SchoolCalendar:
    """The calendar for a page, whose frame and parts all ask it: read once a request."""
    return member.once(school_calendar, school_calendar)


def session_times(last: dt.date) -> list[SessionTimes]:
    """The session times entered so far that hold from `last` or an earlier day on, newest first."""
    return list(SessionTimes.objects.filter(valid_from__lte=last).order_by("-valid_from"))


def closed_years() -> frozenset[int]:
    """The academic years whose registers are closed."""
    return frozenset(ClosedYear.objects.filter(opened_at__isnull=True).values_list("academic_year", flat=True))
