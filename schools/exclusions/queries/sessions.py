"""Which session of today comes next: one whose register has not opened yet."""

import datetime as dt

from foundation.clock import local
from schools.calendar.queries import session_times
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.rules.slots import Window, WindowPhase, phase_at

#: How far ahead the next session is looked for: over the longest holidays.
_FAR = dt.timedelta(days=80)


def has_opened(session: SchoolSession, now: dt.datetime) -> bool:
    """Whether a session's register has opened by now. One query."""
    times = next((one for one in session_times(session.date) if one.session == session.session), None)
    window = Window(times.opens_at, times.closes_after, times.needs_minutes) if times else None
    return phase_at(session.date, window, now) is not WindowPhase.AHEAD


def next_session(calendar: SchoolCalendar, now: dt.datetime) -> SchoolSession | None:
    """The first session whose register has not opened; None where the calendar holds no more."""
    today = local(now).date()
    return next((one for one in calendar.sessions(today, today + _FAR) if not has_opened(one, now)), None)
