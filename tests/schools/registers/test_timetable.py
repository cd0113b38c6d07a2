"""Which session times hold on a date."""

import datetime as dt

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.session_times import SessionTimes
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.slots import Window

AUTUMN, SPRING = dt.date(2026, 9, 1), dt.date(2027, 1, 4)
DAY = dt.timedelta(days=1)


def times(session: int, since: dt.date, opens: dt.time) -> SessionTimes:
    return SessionTimes(session=session, valid_from=since, opens_at=opens, closes_after=20)


def test_new_session_times_hold_from_their_first_day() -> None:
    """From January mornings open later; afternoons stay as they were."""
    new = times(1, SPRING, dt.time(9, 5))
    old = [times(1, AUTUMN, dt.time(8, 50)), times(2, AUTUMN, dt.time(13, 0))]
    timetable = Timetable(SchoolCalendar(()), [new, *old])
    mornings = [timetable.window(on, 1) for on in (AUTUMN - DAY, AUTUMN, SPRING - DAY, SPRING, SPRING + DAY)]
    early, late = Window(dt.time(8, 50), 20), Window(dt.time(9, 5), 20)
    assert mornings == [None, early, early, late, late]
    assert timetable.window(SPRING, 2) == Window(dt.time(13, 0), 20)
