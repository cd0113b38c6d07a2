"""A pupil's illness of the school year, as the rules ask about it."""

import datetime as dt
from collections.abc import Collection

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.returns.queries.absences import Watched
from schools.returns.rules.runs import ILLNESS, runs
from schools.returns.rules.sickness import Sickness, sickness_of


def illness_of(one: Watched, calendar: SchoolCalendar, day: dt.date, settled: Collection[dt.date]) -> Sickness | None:
    """What there is to ask on a day about a pupil's illness of its school year, planned days of that year with it."""
    first, last = calendar.year_span(calendar.year_of(day))
    ahead = [slot for slot in one.planned if slot not in one.marks and slot[0] <= last]
    until = max([day, *(on for on, _ in ahead)])
    marks = one.marks | dict.fromkeys(ahead, ILLNESS)
    # Of what is to come, an unplanned session is one they are expected in.
    held = [slot for slot in calendar.sessions(first, until) if slot.date <= day or (slot.date, slot.session) in marks]
    return sickness_of(runs(held, marks, (ILLNESS,)), ahead=[on for on, _ in ahead], settled=settled)
