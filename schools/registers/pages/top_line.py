"""What the top line of a school's page says of it: the term, the school week, and how fresh the register is."""

import datetime as dt

from django.db.models import Max
from django.http import HttpRequest

from foundation import clock
from foundation.access.member import Member
from foundation.ui.shell import Facts
from schools.calendar.queries import calendar_for, school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Entry

#: Entries are numbered as they come, but those that come together not always in the order of their moments. Every page
#: asks this, so it goes by the number and not through all that were ever made.
NEWEST = 100


def facts(request: HttpRequest) -> Facts:
    """The school's term line and the moment of its newest entry."""
    member: Member | None = getattr(request, "member", None)
    return Facts(
        term=term_line(calendar_for(member) if member else school_calendar(), clock.today()),
        as_at=Entry.objects.order_by("-pk")[:NEWEST].aggregate(newest=Max("at"))["newest"],
    )


def term_line(calendar: SchoolCalendar, today: dt.date) -> str:
    """ "Autumn term, week 11": the half-term's term and the number of school weeks begun this year."""
    half_term = calendar.half_term_of(today)
    if half_term is None:
        return "School holiday" if calendar.half_terms else "No calendar entered"
    weeks = calendar.school_weeks(calendar.year_span(half_term.academic_year)[0], today)
    return f"{half_term.term.value.capitalize()} term, week {len(weeks)}"
