"""When a register opens and shuts, to the moment; in summer as in winter, and where no times are entered."""

import datetime as dt

import pytest

from foundation.london import LONDON
from schools.registers.rules.slots import LONGEST_WINDOW, Slot, Window, WindowPhase, phase_at

WINTER, SUMMER = dt.date(2026, 11, 19), dt.date(2027, 6, 17)
MORNING = Window(dt.time(8, 50), 20)
MOMENT = dt.timedelta(microseconds=1)


@pytest.mark.parametrize("on", [WINTER, SUMMER])
def test_a_register_opens_at_its_time_and_shuts_when_its_minutes_are_over(on: dt.date) -> None:
    opens = dt.datetime.combine(on, dt.time(8, 50), tzinfo=LONDON)
    shuts = dt.datetime.combine(on, dt.time(9, 10), tzinfo=LONDON)
    phases = [phase_at(on, MORNING, now) for now in (opens - MOMENT, opens, shuts - MOMENT, shuts)]
    assert phases == [WindowPhase.AHEAD, WindowPhase.OPEN, WindowPhase.OPEN, WindowPhase.SHUT]


def test_without_session_times_the_day_itself_is_the_window() -> None:
    """A London day: in June it begins at 23:00 of the day before in UTC."""
    midnight = dt.datetime(2027, 6, 16, 23, 0, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    phases = [
        phase_at(SUMMER, None, now) for now in (midnight - MOMENT, midnight, midnight + day - MOMENT, midnight + day)
    ]
    assert phases == [WindowPhase.AHEAD, WindowPhase.OPEN, WindowPhase.OPEN, WindowPhase.SHUT]
    assert Slot(SUMMER, 1, WindowPhase.OPEN, SUMMER).late_bound == LONGEST_WINDOW == 30
    assert Slot(SUMMER, 1, WindowPhase.OPEN, SUMMER, MORNING).late_bound == 20
