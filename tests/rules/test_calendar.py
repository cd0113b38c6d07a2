"""Academic years, Easter, terms, and one school's calendar with its clocks (A10)."""

import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.easter import easter as dateutil_easter
from hypothesis import given
from hypothesis import strategies as st

from schools.calendar.rules.academic_year import (
    academic_year_ends,
    academic_year_label,
    academic_year_of,
    academic_year_starts,
    week_start,
)
from schools.calendar.rules.easter import easter
from schools.calendar.rules.school_calendar import (
    CalendarTooShortError,
    DayOff,
    HalfTerm,
    NonSchoolDay,
    SchoolCalendar,
)
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.calendar.rules.terms import Term, statistical_term, statistical_terms

any_day = st.dates(date(2015, 1, 1), date(2040, 12, 31))

YEAR_2025 = (
    HalfTerm(2025, 1, date(2025, 9, 2), date(2025, 10, 24)),
    HalfTerm(2025, 2, date(2025, 11, 3), date(2025, 12, 19)),
    HalfTerm(2025, 3, date(2026, 1, 5), date(2026, 2, 13)),
    HalfTerm(2025, 4, date(2026, 2, 23), date(2026, 3, 27)),
    HalfTerm(2025, 5, date(2026, 4, 13), date(2026, 5, 22)),
    HalfTerm(2025, 6, date(2026, 6, 1), date(2026, 7, 21)),
)
OFF = (
    NonSchoolDay(date(2025, 9, 2), DayOff.INSET),
    NonSchoolDay(date(2026, 5, 4), DayOff.BANK_HOLIDAY),
    NonSchoolDay(date(2025, 12, 19), DayOff.CLOSURE, PM),
    NonSchoolDay(date(2026, 1, 8), DayOff.UNPLANNED),
    NonSchoolDay(date(2025, 12, 25), DayOff.BANK_HOLIDAY),
)
CALENDAR = SchoolCalendar(YEAR_2025, OFF)
in_year = st.dates(date(2025, 8, 1), date(2026, 8, 31))


class TestAcademicYear:
    def test_it_turns_on_1_september(self) -> None:
        assert academic_year_of(date(2026, 8, 31)) == 2025
        assert academic_year_of(date(2026, 9, 1)) == 2026

    def test_label_crosses_the_century(self) -> None:
        assert academic_year_label(2026) == "2026/27"
        assert academic_year_label(2099) == "2099/00"

    @given(any_day)
    def test_every_day_lies_inside_its_year(self, on: date) -> None:
        year = academic_year_of(on)
        assert academic_year_starts(year) <= on <= academic_year_ends(year)
        assert academic_year_ends(year) + timedelta(days=1) == academic_year_starts(year + 1)

    @given(any_day)
    def test_a_week_starts_on_its_monday(self, on: date) -> None:
        assert week_start(on).weekday() == 0
        assert 0 <= (on - week_start(on)).days < 7


class TestEaster:
    @pytest.mark.parametrize(
        ("year", "month", "day"),
        [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21)],
    )
    def test_2024_to_2030(self, year: int, month: int, day: int) -> None:
        assert easter(year) == date(year, month, day)

    def test_agrees_with_another_computus_in_every_year(self) -> None:
        assert [year for year in range(1583, 4100) if easter(year) != dateutil_easter(year)] == []

    def test_before_the_calendar_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="Gregorian"):
            easter(1582)


class TestTerms:
    def test_easter_sunday_2027_is_the_last_day_of_spring(self) -> None:
        assert statistical_term(date(2027, 3, 28)).term is Term.SPRING
        assert statistical_term(date(2027, 3, 29)).term is Term.SUMMER

    def test_august_belongs_to_the_coming_autumn(self) -> None:
        assert str(statistical_term(date(2026, 8, 1))) == "Autumn term 2026/27"
        assert str(statistical_term(date(2026, 7, 31))) == "Summer term 2025/26"

    @given(any_day)
    def test_each_day_lies_in_exactly_one_term(self, on: date) -> None:
        terms = [*statistical_terms(on.year - 1), *statistical_terms(on.year)]
        assert [term for term in terms if term.starts_on <= on <= term.ends_on] == [statistical_term(on)]

    @given(st.integers(2015, 2040))
    def test_terms_follow_one_another_without_a_gap(self, year: int) -> None:
        run = [*statistical_terms(year), *statistical_terms(year + 1)]
        assert run == sorted(run)
        for earlier, later in pairwise(run):
            assert earlier.ends_on + timedelta(days=1) == later.starts_on


class TestHalfTerms:
    @pytest.mark.parametrize("number", [0, 7])
    def test_there_are_six(self, number: int) -> None:
        with pytest.raises(ValueError, match="1 to 6"):
            HalfTerm(2025, number, date(2025, 9, 2), date(2025, 10, 24))

    def test_end_before_start(self) -> None:
        with pytest.raises(ValueError, match=r"Half-term 1 of 2025/26 ends on 2025-09-01, before"):
            HalfTerm(2025, 1, date(2025, 9, 2), date(2025, 9, 1))

    def test_outside_its_year(self) -> None:
        with pytest.raises(ValueError, match="Check its academic year"):
            HalfTerm(2024, 1, date(2025, 9, 2), date(2025, 10, 24))

    def test_an_august_start_is_allowed(self) -> None:
        assert HalfTerm(2026, 1, date(2026, 8, 27), date(2026, 10, 16)).term is Term.AUTUMN

    def test_terms_are_pairs(self) -> None:
        assert [half_term.term.value for half_term in YEAR_2025] == [
            "autumn", "autumn", "spring", "spring", "summer", "summer"
        ]  # fmt: skip

    def test_overlap(self) -> None:
        with pytest.raises(ValueError, match="may not overlap"):
            SchoolCalendar((YEAR_2025[0], HalfTerm(2025, 2, date(2025, 10, 24), date(2025, 12, 19))))

    @pytest.mark.parametrize("number", [1, 2])
    def test_numbers_follow_dates(self, number: int) -> None:
        later = HalfTerm(2025, number, date(2026, 1, 5), date(2026, 2, 13))
        with pytest.raises(ValueError, match="in date order"):
            SchoolCalendar((HalfTerm(2025, 2, date(2025, 11, 3), date(2025, 12, 19)), later))

    def test_given_in_any_order(self) -> None:
        assert SchoolCalendar(tuple(reversed(YEAR_2025)), OFF) == CALENDAR

    @pytest.mark.parametrize("session", [0, 3])
    def test_a_day_has_two_sessions(self, session: int) -> None:
        with pytest.raises(ValueError, match="AM"):
            NonSchoolDay(date(2025, 9, 2), DayOff.INSET, session)

    def test_half_term_of(self) -> None:
        assert CALENDAR.half_term_of(date(2025, 9, 2)) == YEAR_2025[0]
        assert CALENDAR.half_term_of(date(2025, 10, 24)) == YEAR_2025[0]
        assert CALENDAR.half_term_of(date(2025, 10, 25)) is None
        assert CALENDAR.half_term_of(date(2025, 9, 1)) is None
        assert CALENDAR.half_term_of(date(2026, 7, 21)) == YEAR_2025[5]
        assert CALENDAR.half_term_of(date(2026, 7, 22)) is None


class TestSessions:
    def test_closed_days_hold_no_session(self) -> None:
        for off in (date(2025, 9, 2), date(2026, 5, 4), date(2026, 1, 8), date(2025, 9, 6), date(2025, 10, 28)):
            assert not CALENDAR.is_school_day(off)
            assert not CALENDAR.is_session(off, AM)

    def test_half_a_day_is_a_school_day(self) -> None:
        last_day = date(2025, 12, 19)
        assert CALENDAR.is_session(last_day, AM)
        assert not CALENDAR.is_session(last_day, PM)
        assert CALENDAR.is_school_day(last_day)
        assert CALENDAR.sessions(last_day, last_day) == (SchoolSession(last_day, AM),)

    def test_a_year_counts_its_sessions(self) -> None:
        weekdays = sum(
            (half_term.starts_on + timedelta(days=n)).weekday() < 5
            for half_term in YEAR_2025
            for n in range((half_term.ends_on - half_term.starts_on).days + 1)
        )
        held = CALENDAR.sessions(date(2025, 8, 1), date(2026, 8, 31))
        assert len(held) == 2 * (weekdays - 3) - 1 == 385
        assert list(held) == sorted(held)

    def test_a_term_has_its_days_off_too(self) -> None:
        days = {on for on, _ in CALENDAR.term_sessions(date(2025, 8, 1), date(2026, 8, 31))}
        assert {date(2025, 9, 2), date(2026, 5, 4), date(2026, 1, 8), date(2025, 12, 19)} <= days
        assert not days & {date(2025, 9, 6), date(2025, 10, 28)}
        last = CALENDAR.term_sessions(date(2025, 12, 19), date(2026, 1, 1))
        assert last == (SchoolSession(date(2025, 12, 19), AM), SchoolSession(date(2025, 12, 19), PM))

    def test_only_an_unplanned_closure_leaves_marks_due(self) -> None:
        assert CALENDAR.is_due(date(2026, 1, 8), AM)
        assert CALENDAR.is_due(date(2026, 1, 9), PM)
        for not_due in (date(2025, 9, 2), date(2025, 12, 25), date(2025, 9, 6), date(2025, 10, 28)):
            assert not CALENDAR.is_due(not_due, AM)
        assert not CALENDAR.is_due(date(2025, 12, 19), PM)

    def test_a_planned_closure_wins_over_an_unplanned_one(self) -> None:
        on = date(2026, 1, 9)
        both = SchoolCalendar(YEAR_2025, (NonSchoolDay(on, DayOff.UNPLANNED), NonSchoolDay(on, DayOff.INSET, PM)))
        assert both.is_due(on, AM)
        assert not both.is_due(on, PM)

    def test_a_range_runs_forward(self) -> None:
        with pytest.raises(ValueError, match="before it starts"):
            CALENDAR.school_days(date(2026, 1, 2), date(2026, 1, 1))
        with pytest.raises(ValueError, match="before it starts"):
            CALENDAR.school_weeks(date(2026, 1, 2), date(2026, 1, 1))

    @given(in_year, st.sampled_from([AM, PM]))
    def test_the_three_views_agree(self, on: date, session: int) -> None:
        assert CALENDAR.is_session(on, session) is (SchoolSession(on, session) in CALENDAR.sessions(on, on))
        assert CALENDAR.is_school_day(on) is bool(CALENDAR.school_days(on, on))

    @given(in_year, st.integers(0, 200), st.integers(0, 200))
    def test_splitting_a_range_splits_its_days(self, start: date, first: int, second: int) -> None:
        middle, end = start + timedelta(days=first), start + timedelta(days=first + second + 1)
        parts = CALENDAR.school_days(start, middle) + CALENDAR.school_days(middle + timedelta(days=1), end)
        assert parts == CALENDAR.school_days(start, end)


class TestWeeks:
    def test_a_holiday_week_is_no_school_week_and_a_short_one_is(self) -> None:
        weeks = CALENDAR.school_weeks(date(2025, 10, 13), date(2025, 11, 9))
        assert weeks == (date(2025, 10, 13), date(2025, 10, 20), date(2025, 11, 3))
        assert date(2025, 9, 1) in CALENDAR.school_weeks(date(2025, 9, 1), date(2025, 9, 7))

    @given(in_year)
    def test_every_school_day_is_in_a_school_week(self, on: date) -> None:
        assert (week_start(on) in CALENDAR.school_weeks(on, on)) or not CALENDAR.is_school_day(on)


class TestSchoolDayClock:
    def test_a10_half_term_does_not_count(self) -> None:
        assert CALENDAR.n_resolution_due(date(2025, 10, 22)) == date(2025, 11, 5)

    def test_a_full_week_gives_the_friday(self) -> None:
        assert CALENDAR.n_resolution_due(date(2025, 10, 17)) == date(2025, 10, 24)

    def test_inset_and_closures_do_not_count(self) -> None:
        assert CALENDAR.n_resolution_due(date(2026, 1, 6)) == date(2026, 1, 14)
        assert CALENDAR.n_resolution_due(date(2026, 4, 30)) == date(2026, 5, 8)

    def test_day_0_is_the_day_itself(self) -> None:
        assert CALENDAR.add_school_days(date(2025, 10, 28), 0) == date(2025, 10, 28)
        assert CALENDAR.add_school_days(date(2025, 10, 28), 1) == date(2025, 11, 3)

    def test_past_the_calendar_is_an_error_not_a_guess(self) -> None:
        assert CALENDAR.n_resolution_due(date(2026, 7, 14)) == date(2026, 7, 21)
        with pytest.raises(CalendarTooShortError, match="ends on 2026-07-21"):
            CALENDAR.n_resolution_due(date(2026, 7, 15))
        with pytest.raises(CalendarTooShortError):
            SchoolCalendar(()).add_school_days(date(2026, 7, 15), 1)

    def test_days_are_counted_forward(self) -> None:
        with pytest.raises(ValueError, match="forward"):
            CALENDAR.add_school_days(date(2025, 10, 22), -1)

    @given(st.dates(date(2025, 9, 1), date(2026, 7, 14)), st.integers(0, 5))
    def test_the_day_has_that_many_school_days_before_it(self, on: date, days: int) -> None:
        due = CALENDAR.add_school_days(on, days)
        assert len(CALENDAR.school_days(on + timedelta(days=1), max(due, on + timedelta(days=1)))) == days or due == on
        assert days == 0 or CALENDAR.is_school_day(due)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_no_answer_depends_on_the_zone_or_on_clocks_changing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks went back on 26 October 2025 and forward on 29 March 2026; sessions belong to dates."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        calendar = SchoolCalendar(YEAR_2025, OFF)
        assert calendar.n_resolution_due(date(2025, 10, 22)) == date(2025, 11, 5)
        assert calendar.add_school_days(date(2026, 3, 27), 1) == date(2026, 4, 13)
        assert week_start(date(2025, 10, 26)) == date(2025, 10, 20)
        assert len(calendar.sessions(date(2025, 10, 20), date(2025, 11, 7))) == 20
        assert statistical_term(date(2026, 4, 5)).term is Term.SPRING
    finally:
        monkeypatch.undo()
        time.tzset()
