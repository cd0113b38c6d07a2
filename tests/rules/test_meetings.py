"""Patterns in bars, rising absence, tutor groups side by side, and whether help worked: by hand-worked cases."""

import datetime as dt
from fractions import Fraction

import pytest

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.meetings.rules.bars import Least, bar_of, bars, pupils_of
from schools.meetings.rules.league import placed, standings
from schools.meetings.rules.rising import rising
from schools.meetings.rules.worked import Conclusion, Measured, judge
from schools.registers.rules.patterns import Absence, Days, Patterns, patterns_of
from schools.registers.rules.totals import Totals

# A summer term with a bank holiday on Monday 3 May, and a day off for staff on Friday 14 May.
CALENDAR = SchoolCalendar(
    (
        HalfTerm(2026, 5, dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
        HalfTerm(2026, 6, dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
    ),
    (
        NonSchoolDay(dt.date(2027, 5, 3), DayOff.BANK_HOLIDAY),
        NonSchoolDay(dt.date(2027, 5, 14), DayOff.INSET),
    ),
)
DAYS = Days.of(CALENDAR)


def missed(*spells: tuple[str, ...], session: int = 0) -> list[Absence]:
    """Absences of whole days, "0430" for 30 April, in spells with attended sessions between them."""
    return [
        Absence(dt.date(2027, int(day[:2]), int(day[2:])), number, "I", 10 * place)
        for place, spell in enumerate(spells, start=1)
        for day in spell
        for number in ((session,) if session else (1, 2))
    ]


def days(*texts: str) -> tuple[dt.date, ...]:
    return tuple(dt.date(2027, int(text[:2]), int(text[2:])) for text in texts)


class TestBars:
    def test_the_day_before_and_the_day_after_a_bank_holiday_extend_it_and_no_other_friday_does(self) -> None:
        found = {
            1: patterns_of(missed(("0430",)), DAYS),
            2: patterns_of(missed(("0504",)), DAYS),
            3: patterns_of(missed(("0423",)), DAYS),
            # Out in the morning alone, and back before the bank holiday began.
            4: patterns_of(missed(("0430",), session=1), DAYS),
        }
        bar = bar_of("bank_holiday", Least())
        assert bar is not None
        assert pupils_of(bar, found) == {1: days("0430"), 2: days("0504")}

    def test_three_fridays_make_the_bar_and_two_do_not(self) -> None:
        fridays = (("0416",), ("0423",), ("0507",))
        found = {1: patterns_of(missed(*fridays), DAYS), 2: patterns_of(missed(*fridays[:2]), DAYS)}
        bar = bar_of("weekday_5", Least())
        assert bar is not None
        assert pupils_of(bar, found) == {1: days("0416", "0423", "0507")}
        assert bar.words == "3 or more Fridays"
        fewer = bar_of("weekday_5", Least(weekdays=2))
        assert fewer is not None
        assert set(pupils_of(fewer, found)) == {1, 2}

    def test_four_spells_are_runs_between_attended_sessions_and_hold_all_their_days(self) -> None:
        four = missed(("0413",), ("0420", "0421"), ("0427",), ("0505",))
        found = {1: patterns_of(four, DAYS), 2: patterns_of(four[:-2], DAYS)}
        bar = bar_of("spells", Least())
        assert bar is not None
        assert pupils_of(bar, found) == {1: days("0413", "0420", "0421", "0427", "0505")}
        assert bar.count(found[1]) == 4

    def test_a_term_begins_and_ends_where_its_half_terms_do_together(self) -> None:
        found = patterns_of(missed(("0412",), ("0528",), ("0607",), ("0721",)), DAYS)
        by_key = {bar.key: bar.days(found) for bar in bars(Least())}
        assert by_key["first_week"] == days("0412")
        assert by_key["last_week"] == days("0721")
        assert by_key["holiday"] == days("0412", "0528", "0607", "0721")
        assert by_key["day_off"] == ()

    def test_every_bar_has_a_word_of_its_own_and_a_word_that_is_none_opens_nothing(self) -> None:
        keys = [bar.key for bar in bars(Least())]
        assert len(set(keys)) == len(keys) == 11
        assert bar_of("weekday_6", Least()) is None
        assert all(bar.days(Patterns()) == () for bar in bars(Least()))


class TestRising:
    def test_it_says_what_rose_the_most_first(self) -> None:
        before = Totals(present=38, authorised=2, late_before=1)
        now = Totals(present=32, authorised=2, unauthorised=6, late_before=3)
        found = rising(before, now)
        assert found is not None
        assert found.size == Fraction(6, 40)
        assert found.words == (
            "Missed 8 of 40 sessions in the last 4 school weeks, 2 of 40 in the 4 before. "
            "Unauthorised from 0 to 6, late from 1 to 3."
        )

    @pytest.mark.parametrize(
        ("before", "now", "is_rising"),
        [
            ((40, 2), (40, 4), True),  # five points exactly
            ((40, 2), (40, 3), False),  # fewer than four missed
            ((40, 3), (40, 4), False),  # 2.5 points
            ((40, 8), (20, 4), False),  # the same rate of fewer sessions
            ((0, 0), (40, 20), False),  # joined since: nothing to compare with
            ((40, 2), (0, 0), False),
        ],
    )
    def test_five_points_and_four_sessions(
        self, before: tuple[int, int], now: tuple[int, int], is_rising: bool
    ) -> None:
        totals = [Totals(present=possible - absent, authorised=absent) for possible, absent in (before, now)]
        assert (rising(*totals) is not None) is is_rising


class TestLeague:
    def test_who_shows_the_same_figure_shares_the_place_and_the_next_is_left_free(self) -> None:
        rows = placed(
            {
                "9A": Totals(present=95, authorised=5),
                "9B": Totals(present=190, authorised=10),
                "9C": Totals(present=94, authorised=6),
                "9D": Totals(present=96, authorised=4),
                "9E": Totals(),
            }
        )
        assert [(row.group, row.place, row.shared) for row in rows] == [
            ("9D", 1, False),
            ("9A", 2, True),
            ("9B", 2, True),
            ("9C", 4, False),
            ("9E", None, False),
        ]

    def test_figures_that_look_alike_are_alike(self) -> None:
        rows = placed({"9A": Totals(present=1001, authorised=57), "9B": Totals(present=1000, authorised=57)})
        assert [str(row.rate) for row in rows] == ["94.6", "94.6"]
        assert [row.place for row in rows] == [1, 1]

    def test_a_week_beside_the_one_before(self) -> None:
        before = {"9A": Totals(present=90, authorised=10), "9B": Totals(present=95, authorised=5)}
        now = {"9A": Totals(present=97, authorised=3), "9B": Totals(present=94, authorised=6), "9C": Totals(present=9)}
        found = {
            row.now.group: (row.moved, row.change if row.change is None else str(row.change))
            for row in standings(now, before)
        }
        assert found == {"9C": (None, None), "9A": (0, "7.0"), "9B": (-2, "-1.0")}


def measured(key: int, before: int, after: int, *, year: str = "9", of: int = 100) -> Measured:
    """A pupil who missed so many of a hundred sessions on either side."""
    totals = [Totals(present=of - missed, authorised=missed) for missed in (before, after)]
    return Measured(key, year, *totals)


class TestDidItWork:
    def test_matched_are_of_the_same_year_within_two_points_and_not_in_the_group(self) -> None:
        group = [measured(1, 20, 10), measured(2, 20, 30)]
        others = [
            *group,
            measured(3, 22, 22),
            measured(4, 18, 14),
            measured(5, 23, 0),
            measured(6, 20, 0, year="8"),
            Measured(7, "9", Totals(present=80, authorised=20), Totals()),
        ]
        found = judge(group, others)
        assert [(one.matched, one.others_change) for one in found.compared] == [(2, Fraction(2, 100))] * 2
        assert [one.difference for one in found.compared] == [Fraction(8, 100), Fraction(-12, 100)]

    def test_fourteen_who_differ_widely_are_too_few_to_conclude(self) -> None:
        group = [measured(key, 20, 5 if key % 2 else 25) for key in range(14)]
        found = judge(group, [measured(100, 20, 20)])
        assert len(found.compared) == 14
        # Half of them rose by 15 points and half fell by 5: a spread of 10.4 points asks for 34 pupils.
        assert found.mean == pytest.approx(0.05)
        assert found.needed == 34
        assert found.conclusion is Conclusion.TOO_SMALL

    def test_twenty_who_did_alike_are_enough_and_the_interval_is_student_s(self) -> None:
        group = [measured(key, 20, 14 if key % 2 else 16) for key in range(20)]
        found = judge(group, [measured(100, 20, 20)])
        assert found.conclusion is Conclusion.BETTER
        assert found.interval is not None
        # Mean 5 points, spread 1.026, t of 19 degrees 2.093: half of it is 0.480.
        assert found.interval == pytest.approx((0.0452, 0.0548), abs=0.0001)

    def test_a_fall_is_a_fall_and_an_interval_over_nought_says_neither(self) -> None:
        like = [measured(100, 20, 20)]
        worse = judge([measured(key, 20, 26 + key % 2) for key in range(12)], like)
        assert worse.conclusion is Conclusion.WORSE
        unclear = judge([measured(key, 20, 18 if key % 2 else 22) for key in range(12)], like)
        assert unclear.conclusion is Conclusion.UNCLEAR

    def test_nine_are_too_few_however_alike(self) -> None:
        found = judge([measured(key, 20, 10) for key in range(9)], [measured(100, 20, 20)])
        assert (found.needed, found.conclusion) == (10, Conclusion.TOO_SMALL)

    def test_who_has_nobody_like_them_is_named_and_left_out(self) -> None:
        found = judge([measured(1, 60, 10), measured(2, 20, 10)], [measured(100, 20, 20)])
        assert found.without == (1,)
        assert found.interval is None
        assert found.conclusion is Conclusion.TOO_SMALL
