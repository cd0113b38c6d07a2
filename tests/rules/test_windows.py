"""The penalty-notice window: the worked example A9 and the dates of a whole autumn."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.registers.rules.windows import (
    SlotMark,
    Window,
    first_window_met,
    penalty_notice_codes,
    span_at,
    window_at,
)

# A9: twelve numbered weeks with a half-term week, without sessions, between the fifth and the sixth.
WEEKS = tuple(date(2025, 9, 8) + timedelta(weeks=n) for n in range(5)) + tuple(
    date(2025, 10, 20) + timedelta(weeks=n) for n in range(7)
)
CALENDAR = SchoolCalendar(
    (
        HalfTerm(2025, 6, date(2026, 6, 1), date(2026, 7, 17)),
        HalfTerm(2026, 1, date(2026, 9, 1), date(2026, 10, 23)),
        HalfTerm(2026, 2, date(2026, 11, 2), date(2026, 12, 18)),
    ),
    (NonSchoolDay(date(2026, 8, 31), DayOff.BANK_HOLIDAY),),
)
AO7_WEEKS = CALENDAR.school_weeks(date(2026, 7, 13), date(2026, 11, 15))


def run(monday: date, codes: str) -> list[SlotMark]:
    """Marks from a Monday morning on, two a day."""
    return [SlotMark(monday + timedelta(days=n // 2), n % 2 + 1, code) for n, code in enumerate(codes)]


class TestA9:
    def test_ten_in_ten_weeks_is_met_in_week_nine(self) -> None:
        marks = run(WEEKS[0], "GG") + run(WEEKS[2], "OOOO") + run(WEEKS[5], "UU") + run(WEEKS[8], "OO")
        window = first_window_met(marks, WEEKS)
        assert window is not None
        assert (window.count, window.first_week, window.last_week) == (10, WEEKS[0], WEEKS[8])
        at_ten = window_at(marks, WEEKS, WEEKS[9])
        assert at_ten is not None
        assert at_ten.met
        assert (at_ten.first_week, at_ten.weeks) == (WEEKS[0], 10)
        at_eleven = window_at(marks, WEEKS, WEEKS[10])
        assert at_eleven is not None
        assert (at_eleven.met, at_eleven.count) == (False, 8)

    def test_two_weeks_earlier_has_dropped_out(self) -> None:
        earlier = (WEEKS[0] - timedelta(weeks=2), WEEKS[0] - timedelta(weeks=1), *WEEKS)
        marks = run(earlier[0], "GG") + run(WEEKS[2], "OOOO") + run(WEEKS[5], "UU") + run(WEEKS[8], "OO")
        assert first_window_met(marks, earlier) is None
        window = window_at(marks, earlier, WEEKS[8])
        assert window is not None
        assert (window.count, window.first_week) == (8, earlier[1])


class TestAO7:
    LAST_YEAR = tuple(run(date(2026, 7, 13), "OO"))
    AUTUMN = tuple(run(date(2026, 9, 7), "GNOUIMC") + run(date(2026, 9, 28), "OO") + run(date(2026, 10, 19), "U"))

    def test_the_school_weeks_are_those_of_the_story(self) -> None:
        assert [f"{week:%d %b}" for week in AO7_WEEKS] == [
            "13 Jul", "31 Aug", "07 Sep", "14 Sep", "21 Sep", "28 Sep", "05 Oct", "12 Oct", "19 Oct", "02 Nov", "09 Nov"
        ]  # fmt: skip

    def test_tenth_in_the_week_of_2_november_is_met(self) -> None:
        marks = [*self.LAST_YEAR, *self.AUTUMN, SlotMark(date(2026, 11, 4), 1, "O")]
        window = first_window_met(marks, AO7_WEEKS)
        assert window is not None
        assert (window.first_week, window.last_week, window.weeks) == (date(2026, 7, 13), date(2026, 11, 2), 10)
        assert window.count == 10
        assert window.marks[0] == SlotMark(date(2026, 7, 13), 1, "O")

    def test_tenth_in_the_week_of_9_november_is_not(self) -> None:
        marks = [*self.LAST_YEAR, *self.AUTUMN, SlotMark(date(2026, 11, 11), 1, "O")]
        assert first_window_met(marks, AO7_WEEKS) is None
        window = window_at(marks, AO7_WEEKS, date(2026, 11, 11))
        assert window is not None
        assert (window.first_week, window.count, window.met) == (date(2026, 8, 31), 8, False)

    def test_the_short_week_of_the_bank_holiday_is_what_decides(self) -> None:
        marks = [*self.LAST_YEAR, *self.AUTUMN, SlotMark(date(2026, 11, 11), 1, "O")]
        without_it = [week for week in AO7_WEEKS if week != date(2026, 8, 31)]
        assert first_window_met(marks, without_it) is not None

    def test_authorised_marks_do_not_count(self) -> None:
        window = window_at(run(date(2026, 9, 7), "IMCGN/"), AO7_WEEKS, date(2026, 9, 7))
        assert window is not None
        assert [mark.code for mark in window.marks] == ["G", "N"]


class TestWindow:
    def test_the_national_codes(self) -> None:
        assert penalty_notice_codes() == frozenset("GNOU")

    def test_an_n_makes_it_provisional_until_it_is_settled(self) -> None:
        for last, provisional in (("N", True), ("O", False)):
            window = first_window_met(run(WEEKS[0], "OOOOOOOOO" + last), WEEKS)
            assert window is not None
            assert window.provisional is provisional
        below = window_at(run(WEEKS[0], "N"), WEEKS, WEEKS[0])
        assert below is not None
        assert below.provisional is False

    def test_an_authority_may_leave_out_n(self) -> None:
        marks = run(WEEKS[0], "OOOOOOOOON")
        assert first_window_met(marks, WEEKS, qualifying=frozenset("GOU")) is None

    def test_a_holiday_asks_about_the_school_week_before_it(self) -> None:
        window = window_at(run(WEEKS[4], "O"), WEEKS, date(2025, 10, 15))
        assert window is not None
        assert window.last_week == WEEKS[4]
        assert window_at([], WEEKS, date(2025, 9, 7)) is None

    def test_the_calendars_first_week_is_a_window_of_its_own(self) -> None:
        assert span_at(WEEKS, WEEKS[0] + timedelta(days=4)) == (WEEKS[0], WEEKS[0])
        assert span_at(WEEKS, WEEKS[0] - timedelta(days=1)) is None

    def test_a_mark_outside_the_calendar_is_said_not_lost(self) -> None:
        with pytest.raises(ValueError, match="2025-10-15"):
            window_at(run(date(2025, 10, 15), "O"), WEEKS, date(2025, 11, 1))

    @given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4), st.integers(1, 2)), unique=True, max_size=40))
    def test_it_is_met_exactly_when_some_week_sees_ten(self, slots: list[tuple[int, int, int]]) -> None:
        marks = [SlotMark(WEEKS[week] + timedelta(days=day), session, "O") for week, day, session in slots]
        seen = [sum(last - 9 <= week <= last for week, _, _ in slots) for last in range(12)]
        window = first_window_met(marks, WEEKS)
        assert (window is not None) is (max(seen) >= 10)
        if window is not None:
            assert window.last_week == WEEKS[next(last for last, number in enumerate(seen) if number >= 10)]
        for last, number in enumerate(seen):
            at = window_at(marks, WEEKS, WEEKS[last])
            assert isinstance(at, Window)
            assert at.count == number
