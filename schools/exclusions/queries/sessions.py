"""Which session of today comes next: one whose register has not opened yet."""

import datetime as dt

from foundation.clock import local
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.slots import WindowPhase, phase_at

#: How far ahead the next session is looked for: over the longest holidays.
_FAR = dt.timedelta(days=80)


def has_opened(session: SchoolSession, now: dt.datetime) -> bool:
    """Whether a session's register has opened by now. One query."""
    return _opened(Timetable.now(), session, now)


def next_session(calendar: SchoolCalendar, now: dt.datetime) -> SchoolSession | None:
    """The first session whose register has not opened; None where the calendar holds no more. One query."""
    today, timetable = local(now).date(), Timetable.now()
    return next((one for one in calendar.sessions(today, today + _FAR) if not _opened(timetable, one, now)), None)


def _opened(timetable: Timetable, session: SchoolSession, now: dt.datetime) -> bool:
    return phase_at(session.date, timetable.window(*session), now) is not WindowPhase.AHEAD
