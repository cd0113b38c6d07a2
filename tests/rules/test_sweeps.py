"""Which sweeps there are, when they are over, and what has changed since one was ticked off: worked by hand."""

import datetime as dt

import pytest

from schools.calendar.rules.school_calendar import HalfTerm, NonSchoolDay, SchoolCalendar
from schools.registers.rules.sweeps import LATEST, SweepKind, is_over, latest, outcome_of, stretch_of

date = dt.date
DAILY, WEEKLY, MONTHLY = SweepKind.DAILY, SweepKind.WEEKLY, SweepKind.MONTHLY
#: Half-term from 24 October to 1 November; an INSET day on Friday 20 November.
CALENDAR = SchoolCalendar(
    (HalfTerm(2026, 1, date(2026, 9, 2), date(2026, 10, 23)), HalfTerm(2026, 2, date(2026, 11, 2), date(2026, 12, 18))),
    (NonSchoolDay(date(2026, 11, 20)),),
)


@pytest.mark.parametrize(
    ("kind", "on", "first", "last", "name"),
    [
        (DAILY, date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 19), "Thursday 19 November 2026"),
        (WEEKLY, date(2026, 11, 19), date(2026, 11, 16), date(2026, 11, 22), "Week of 16 November 2026"),
        (WEEKLY, date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 22), "Week of 16 November 2026"),
        (MONTHLY, date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28), "February 2027"),
        (MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "December 2026"),
    ],
)
def test_the_stretch_a_day_is_in(kind: SweepKind, on: dt.date, first: dt.date, last: dt.date, name: str) -> None:
    stretch = stretch_of(kind, on)
    assert (stretch.first, stretch.last, stretch.name) == (first, last, name)


@pytest.mark.parametrize(
    ("kind", "on", "through", "over"),
    [
        (DAILY, date(2026, 11, 19), date(2026, 11, 18), False),
        (DAILY, date(2026, 11, 19), date(2026, 11, 19), True),
        (DAILY, date(2026, 11, 20), date(2026, 11, 30), False),  # INSET: no register to go through
        (WEEKLY, date(2026, 11, 16), date(2026, 11, 19), True),  # Friday is INSET
        (WEEKLY, date(2026, 11, 9), date(2026, 11, 12), False),
        (WEEKLY, date(2026, 10, 26), date(2026, 11, 30), False),  # half-term
        (MONTHLY, date(2026, 10, 1), date(2026, 10, 23), True),  # nothing is left of October's school days
        (MONTHLY, date(2026, 8, 1), date(2026, 9, 30), False),
    ],
)
def test_over_once_the_last_of_its_school_days_is(kind: SweepKind, on: dt.date, through: dt.date, over: bool) -> None:
    assert is_over(CALENDAR, stretch_of(kind, on), through) is over


def test_the_latest_are_whole_stretches_newest_first_and_skip_holidays() -> None:
    through = date(2026, 11, 10)
    days = [one.first for one in latest(CALENDAR, DAILY, through)]
    assert days == [date(2026, 11, day) for day in (10, 9, 6, 5, 4)]
    weeks = [one.first for one in latest(CALENDAR, WEEKLY, through)]
    assert weeks == [date(2026, 11, 2), date(2026, 10, 19), date(2026, 10, 12), date(2026, 10, 5)]
    months = [one.first for one in latest(CALENDAR, MONTHLY, through)]
    assert months == [date(2026, 10, 1), date(2026, 9, 1)]
    assert [len(days), len(weeks), len(months)] == [LATEST[kind] for kind in SweepKind]
    assert latest(SchoolCalendar(()), WEEKLY, through) == ()


def test_an_outcome_is_known_again_whatever_the_order_and_says_what_came_and_went() -> None:
    then = outcome_of({"missing": ["a", "b"], "codes": ["a"], "left": []})
    assert (dict(then.counts), then.total) == ({"missing": 2, "codes": 1}, 3)
    assert then.digest == outcome_of({"codes": ["a"], "missing": ["b", "a"]}).digest
    now = outcome_of({"missing": ["b", "c"], "codes": ["a", "d"]})
    assert now.since(then.findings) == (2, 1)
    assert then.since(then.findings) == (0, 0)
    assert outcome_of({"codes": ["a"]}).digest != outcome_of({"missing": ["a"]}).digest, "the same key of two checks"
    assert all(len(mark) == 12 for mark in then.findings)
