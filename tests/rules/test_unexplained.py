"""How long an N may stand, and for how many school days in a row a pupil has been gone: worked by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.registers.rules.unexplained import DayEnd, NClock, day_end, days_unexplained, n_clock

date = dt.date
#: Half-term from 27 to 31 October 2025; an INSET day on Friday 14 November.
CALENDAR = SchoolCalendar(
    (HalfTerm(2025, 1, date(2025, 9, 3), date(2025, 10, 24)), HalfTerm(2025, 2, date(2025, 11, 3), date(2025, 12, 19))),
    (NonSchoolDay(date(2025, 11, 14), DayOff.INSET),),
)
GONE, SEEN = DayEnd.UNEXPLAINED, DayEnd.ANSWERED


@pytest.mark.parametrize(
    ("on", "today", "used", "due"),
    [
        # The examples of the rule: a full week ahead, and a half-term between.
        (date(2025, 10, 17), date(2025, 10, 17), 0, date(2025, 10, 24)),
        (date(2025, 10, 17), date(2025, 10, 22), 3, date(2025, 10, 24)),
        (date(2025, 10, 17), date(2025, 10, 24), 5, date(2025, 10, 24)),
        (date(2025, 10, 22), date(2025, 10, 24), 2, date(2025, 11, 5)),
        (date(2025, 10, 22), date(2025, 10, 30), 2, date(2025, 11, 5)),
        (date(2025, 10, 22), date(2025, 11, 3), 3, date(2025, 11, 5)),
        (date(2025, 10, 22), date(2025, 11, 6), 6, date(2025, 11, 5)),
        # An INSET day does not count, nor does a weekend.
        (date(2025, 11, 12), date(2025, 11, 16), 1, date(2025, 11, 20)),
        (date(2025, 11, 12), date(2025, 11, 20), 5, date(2025, 11, 20)),
    ],
)
def test_school_days_used_and_the_last_day(on: dt.date, today: dt.date, used: int, due: dt.date) -> None:
    assert n_clock(CALENDAR, on, today) == NClock(used, due, today)


def test_near_its_last_day_over_it_and_not_to_be_told() -> None:
    def said(on: dt.date, today: dt.date) -> tuple[bool, bool, bool]:
        clock = n_clock(CALENDAR, on, today)
        return clock.near, clock.last_day, clock.overdue

    friday = date(2025, 10, 17)
    assert said(friday, date(2025, 10, 21)) == (False, False, False), "the second school day"
    assert said(friday, date(2025, 10, 22)) == (True, False, False), "the third"
    assert said(friday, date(2025, 10, 24)) == (True, True, False)
    assert said(friday, date(2025, 10, 25)) == (True, False, True), "the Saturday after it"
    late = n_clock(CALENDAR, date(2025, 12, 18), date(2025, 12, 18))
    assert (late.due, late.near, late.overdue) == (None, True, False), (
        "the calendar ends before it, and nothing is guessed"
    )


@given(st.integers(0, 100), st.integers(0, 30))
def test_the_last_day_is_the_one_on_which_five_are_used(start: int, after: int) -> None:
    on = date(2025, 9, 3) + dt.timedelta(days=start)
    today = on + dt.timedelta(days=after)
    clock = n_clock(CALENDAR, on, today)
    if clock.due is not None:
        assert (clock.used >= 5) == (today >= clock.due)


@pytest.mark.parametrize(
    ("codes", "end"),
    [
        ({1: "N"}, GONE),
        ({1: "N", 2: "N"}, GONE),
        ({1: "/", 2: "N"}, GONE),
        ({1: "N", 2: "\\"}, SEEN),
        ({1: "N", 2: "I"}, SEEN),
        ({1: "U", 2: "\\"}, SEEN),
        ({1: "N", 2: "D"}, GONE),
        ({1: "D", 2: "D"}, None),
        ({}, None),
    ],
)
def test_how_a_day_ended(codes: dict[int, str], end: DayEnd | None) -> None:
    assert day_end(codes, date(2025, 11, 12)) is end


@pytest.mark.parametrize(
    ("ends", "days"),
    [
        ([GONE], 1),
        ([GONE, GONE, GONE], 3),
        ([GONE, SEEN, GONE], 1),
        ([GONE, GONE, SEEN], 0),
        ([], 0),
        # A register nobody took, and a day due at another school, neither count nor break the row.
        ([GONE, None, GONE], 2),
        ([None, None, GONE], 1),
        ([GONE, GONE, None], 2),
    ],
)
def test_days_in_a_row(ends: list[DayEnd | None], days: int) -> None:
    school_days = CALENDAR.school_days(date(2025, 11, 3), date(2025, 12, 1))[: len(ends)]
    held = {on: end for on, end in zip(school_days, ends, strict=True) if end is not None}
    assert days_unexplained(school_days, held) == days
