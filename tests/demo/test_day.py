"""The demo's own clock: which day it is there, what it says at a start, and that it never goes back."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from foundation import clock
from foundation.refusals import Refused
from rollcall.demo import day
from rollcall.demo.trust.moments import clock_at

FRIDAY = dt.date(2026, 11, 20)


def at(hour: int, minute: int = 0, on: dt.date = FRIDAY) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour, minute), day.LONDON)


@pytest.mark.parametrize(
    ("today", "made_for"),
    [
        (dt.date(2026, 11, 20), FRIDAY),
        (dt.date(2026, 11, 22), FRIDAY),  # a Sunday
        (dt.date(2026, 11, 2), dt.date(2026, 10, 23)),  # Alder's INSET day, after a week's holiday
        (dt.date(2026, 10, 8), dt.date(2026, 10, 6)),  # the second day without a boiler
        (dt.date(2027, 1, 1), dt.date(2026, 12, 18)),
        (dt.date(2029, 5, 1), dt.date(2027, 7, 20)),  # after the invented years
        (dt.date(2025, 1, 1), dt.date(2025, 9, 3)),  # before them
    ],
)
def test_the_demos_day_is_today_or_the_last_day_of_school(today, made_for):
    assert day.day_for(today) == made_for


def test_a_new_trust_begins_at_five_past_nine():
    assert day.resumed(FRIDAY, reached=None, newest=None) == at(9, 5)
    assert day.resumed(FRIDAY, reached=None, newest=at(8, 58)) == at(9, 5)


def test_a_later_start_goes_on_from_where_the_last_one_stopped_and_never_before_the_newest_entry():
    assert day.resumed(FRIDAY, reached=at(10, 20), newest=at(8, 58)) == at(10, 20)
    assert day.resumed(FRIDAY, reached=at(10, 20), newest=at(10, 21)) == at(10, 21)
    assert day.resumed(FRIDAY, reached=None, newest=at(11, 2)) == at(11, 2)
    assert day.resumed(FRIDAY, reached=at(7), newest=None) == at(9, 5)


def test_the_clock_is_put_forward_within_its_day_and_never_back():
    assert day.moved(FRIDAY, at(9, 5), dt.time(9, 40)) == at(9, 40)
    with pytest.raises(Refused, match=r"it is 10:20 in the demo already, and its clock only goes forward"):
        day.moved(FRIDAY, at(10, 20), dt.time(9, 40))


@pytest.mark.parametrize("real", [at(22, 0, dt.date(2026, 11, 22)), at(6, 30), at(9, 4) + dt.timedelta(microseconds=1)])
def test_the_clock_set_says_that_moment_and_never_less(real):
    """Behind on a Sunday night, ahead before school, and rounded up: no entry comes to lie in the future."""
    says = real + dt.timedelta(seconds=day.seconds_ahead(at(9, 5), now=real))
    assert at(9, 5) <= says < at(9, 5) + dt.timedelta(seconds=1)


def test_the_clock_set_crosses_a_change_of_the_clocks():
    real = dt.datetime(2026, 3, 29, 12, tzinfo=dt.UTC)  # the Sunday on which summer time began
    says = real + dt.timedelta(seconds=day.seconds_ahead(at(9, 5, dt.date(2026, 3, 27)), now=real))
    assert f"{says.astimezone(day.LONDON):%d %H:%M}" == "27 09:05"


def test_its_school_day_is_over_at_four():
    assert not day.is_over(FRIDAY, at(15, 59))
    assert day.is_over(FRIDAY, at(16))
    assert day.is_over(FRIDAY, at(8, 0, dt.date(2026, 11, 21)))


def test_it_is_said_in_words_in_londons_time():
    assert day.in_words(at(9, 5)) == "It is Friday 20 November 2026, 09:05 in the demo"
    summer = dt.datetime(2026, 7, 6, 8, 5, tzinfo=dt.UTC)
    assert day.in_words(summer) == "It is Monday 6 July 2026, 09:05 in the demo"


def test_what_one_run_leaves_the_next_finds(tmp_path: Path):
    assert day.kept(tmp_path) is None
    day.keep(tmp_path, FRIDAY, at(10, 20))
    assert day.kept(tmp_path) == (FRIDAY, at(10, 20))


@pytest.mark.parametrize(
    "broken", ["", "[]", "{}", '{"day": "2026-11-20"}', '{"day": "x", "reached": "2026-11-20T10:00:00+00:00"}',
               '{"day": "2026-11-20", "reached": "2026-11-20T10:00:00"}', '{"day": "2026-11-20", "reached": 5}'],
)  # fmt: skip
def test_a_note_that_a_crash_left_half_written_is_no_note(tmp_path: Path, broken: str):
    (tmp_path / "clock.json").write_text(broken)
    assert day.kept(tmp_path) is None


def test_what_is_made_is_made_by_the_demos_clock_and_the_real_one_is_back_afterwards():
    with clock_at(at(8, 57)):
        assert at(8, 57) <= clock.now() < at(8, 58)
        assert clock.today() == FRIDAY
    assert abs(clock.now() - timezone.now()) < dt.timedelta(seconds=5)
    assert dt.timedelta(0) == settings.CLOCK_AHEAD
