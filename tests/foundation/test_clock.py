"""The school's clock: the real one, unless the demo has moved it; and only pages' days move with it."""

import datetime as dt

import pytest
import time_machine

from foundation import clock
from rollcall.settings.environment import Environment
from tests.session_database import ROOT

SUNDAY_NIGHT = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)


def test_it_is_the_real_clock_unless_moved():
    with time_machine.travel(SUNDAY_NIGHT, tick=False):
        assert clock.now() == SUNDAY_NIGHT
        assert clock.today() == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("ahead", "now", "today"),
    [
        (dt.timedelta(hours=1), "2026-11-23T00:30:00+00:00", dt.date(2026, 11, 23)),
        (-dt.timedelta(days=2, hours=14, minutes=25), "2026-11-20T09:05:00+00:00", dt.date(2026, 11, 20)),
    ],
)
def test_the_demo_moves_the_moment_and_the_date_together(settings, ahead, now, today):
    settings.CLOCK_AHEAD = ahead
    with time_machine.travel(SUNDAY_NIGHT, tick=False):
        assert clock.now() == dt.datetime.fromisoformat(now)
        assert clock.today() == today


def test_the_date_is_londons():
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2026, 7, 1)


def test_how_far_it_is_moved_comes_from_the_surroundings(monkeypatch):
    monkeypatch.delenv("ROLLCALL_CLOCK_AHEAD", raising=False)
    assert Environment().clock_ahead == dt.timedelta(0)
    monkeypatch.setenv("ROLLCALL_CLOCK_AHEAD", "-224700")
    assert Environment().clock_ahead == -dt.timedelta(days=2, hours=14, minutes=25)


#: Rooms of the tenants in which nobody signs in: lines in a school's time, and policies that hold from a school's day.
OF_SCHOOLS = ("journal", "policies", "shares")


def test_sessions_and_codes_do_not_follow_it():
    """No module of signing in asks the school's clock: a moved clock would end sessions and refuse codes.

    What is written down of it does: a line says when it was in the school's time, and when by the server's.
    """
    asking = [
        str(path)
        for folder in (ROOT / "platform" / "foundation" / "accounts", ROOT / "tenants")
        for path in folder.rglob("*.py")
        if not any(path.is_relative_to(ROOT / "tenants" / room) for room in OF_SCHOOLS)
        and "import clock" in path.read_text(encoding="utf-8")
    ]
    assert asking == []
