"""Who meets the threshold: the dates of the story at two schools, pupils who moved, sessions used, and what always holds."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.moved.rules.facts import SchoolWeek
from schools.penalties.rules.threshold import ELSEWHERE, Attended, Elsewhere, Spell, Threshold, own_weeks, threshold_on
from schools.registers.rules.windows import SlotMark
from tests.rules.penalties.dealt import Dealt, deal

BANK_HOLIDAY = NonSchoolDay(dt.date(2026, 8, 31), DayOff.BANK_HOLIDAY)
AUTUMN = (
    HalfTerm(2026, 1, dt.date(2026, 8, 31), dt.date(2026, 10, 23)),
    HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
)
ALDER = SchoolCalendar((HalfTerm(2025, 6, dt.date(2026, 6, 1), dt.date(2026, 7, 17)), *AUTUMN), (BANK_HOLIDAY,))
#: At Cedar 20 July 2026 has sessions.
CEDAR = SchoolCalendar((HalfTerm(2025, 6, dt.date(2026, 6, 1), dt.date(2026, 7, 20)), *AUTUMN), (BANK_HOLIDAY,))
CODES = frozenset("GNOU")
#: Two O in the week of 13 July, and seven of the four codes in the autumn; I, M and C count for nothing.
BEFORE = [
    SlotMark(dt.date(2026, 7, 13), 1, "O"),
    SlotMark(dt.date(2026, 7, 13), 2, "O"),
    *(SlotMark(dt.date(2026, 9, 7 + place // 2), place % 2 + 1, code) for place, code in enumerate("GNOUIMC")),
    SlotMark(dt.date(2026, 9, 28), 1, "O"),
    SlotMark(dt.date(2026, 9, 28), 2, "O"),
    SlotMark(dt.date(2026, 10, 19), 1, "U"),
]
LEE = Attended(dt.date(2014, 3, 14), (Spell(dt.date(2024, 9, 2)),), BEFORE)
IN_NOVEMBER = dt.date(2026, 11, 19)


def with_tenth(day: dt.date, code: str = "O") -> Attended:
    return replace(LEE, marks=[*BEFORE, SlotMark(day, 1, code)])


def found(
    pupil: Attended, calendar: SchoolCalendar = ALDER, on: dt.date = IN_NOVEMBER, codes: frozenset[str] = CODES
) -> Threshold:
    threshold = threshold_on(pupil, calendar, on, codes=codes)
    assert threshold is not None
    return threshold


def test_nine_are_not_ten() -> None:
    one = found(LEE, on=dt.date(2026, 11, 3))
    assert (one.met, one.window.count, one.reached_on) == (False, 9, None)


def test_at_alder_the_tenth_in_the_week_of_2_november_meets_it() -> None:
    one = found(with_tenth(dt.date(2026, 11, 4)))
    assert (one.met, one.window.count, one.reached_on) == (True, 10, dt.date(2026, 11, 4))
    assert (one.window.first_week, one.window.last_week) == (dt.date(2026, 7, 13), dt.date(2026, 11, 2))


def test_at_alder_the_tenth_in_the_week_of_9_november_does_not() -> None:
    one = found(with_tenth(dt.date(2026, 11, 11)))
    assert (one.met, one.window.count, one.window.first_week) == (
        False,
        8,
        dt.date(2026, 8, 31) + dt.timedelta(weeks=1),
    )
    assert found(with_tenth(dt.date(2026, 11, 11)), on=dt.date(2026, 11, 13)).window.first_week == dt.date(2026, 8, 31)


def test_at_cedar_a_session_on_20_july_makes_it_an_eleventh_week() -> None:
    one = found(with_tenth(dt.date(2026, 11, 4)), CEDAR)
    assert (one.met, one.window.count) == (False, 8)
    assert dt.date(2026, 7, 20) in own_weeks(CEDAR, LEE.spells, (), IN_NOVEMBER)


def test_what_was_met_stays_to_be_considered_for_ten_school_weeks() -> None:
    met = with_tenth(dt.date(2026, 11, 4))
    assert found(met, on=dt.date(2026, 12, 18)).met
    spring = HalfTerm(2026, 3, dt.date(2027, 1, 4), dt.date(2027, 2, 12))
    later = SchoolCalendar((*ALDER.half_terms, spring), (BANK_HOLIDAY,))
    assert found(met, later, on=dt.date(2027, 1, 22)).met  # the tenth of them
    assert not found(met, later, on=dt.date(2027, 1, 25)).met


@pytest.mark.parametrize(("code", "counted"), [*((one, 10) for one in "GNOU"), *((one, 9) for one in "IMCD")])
def test_which_codes_count(code: str, counted: int) -> None:
    assert found(with_tenth(dt.date(2026, 11, 4), code), on=dt.date(2026, 11, 6)).window.count == counted


def test_an_authority_that_does_not_count_n_counts_one_less() -> None:
    assert found(with_tenth(dt.date(2026, 11, 4)), on=dt.date(2026, 11, 6), codes=frozenset("GOU")).window.count == 9


def test_provisional_while_an_n_stands_and_only_by_it() -> None:
    ten = found(with_tenth(dt.date(2026, 11, 4)))
    assert (ten.provisional, ten.only_with_n) == (True, True)
    more = replace(LEE, marks=[*BEFORE, SlotMark(dt.date(2026, 11, 4), 1, "O"), SlotMark(dt.date(2026, 11, 4), 2, "O")])
    eleven = found(more)
    assert (eleven.provisional, eleven.only_with_n, eleven.reached_on) == (True, False, dt.date(2026, 11, 4))


def test_sessions_before_and_after_compulsory_age_are_none() -> None:
    met = with_tenth(dt.date(2026, 11, 4))
    # Of age from 31 August 2026: the two of July are none. And 16 in June 2026: of age to 26 June.
    assert found(replace(met, birth=dt.date(2021, 8, 31)), on=dt.date(2026, 11, 6)).window.count == 8
    assert found(replace(met, birth=dt.date(2010, 6, 1)), on=dt.date(2026, 11, 6)).window.count == 0


def test_a_session_used_is_free_again_once_nothing_stands_on_it() -> None:
    met = with_tenth(dt.date(2026, 11, 4))
    used = replace(met, used=[mark for mark in met.marks if mark.code in CODES])
    assert (found(used).met, found(used).window.count) == (False, 0)
    one_used = replace(met, used=[SlotMark(dt.date(2026, 11, 4), 1, "O")])
    assert not found(one_used).met
    assert found(replace(used, used=())).met


def test_a_mark_in_a_week_without_a_session_counts_for_nothing_and_is_told() -> None:
    one = found(replace(LEE, marks=[*BEFORE, SlotMark(dt.date(2026, 10, 27), 1, "O")]), on=dt.date(2026, 11, 6))
    assert (one.met, one.outside) == (False, 1)


def test_nobody_stands_anywhere_before_the_first_school_week() -> None:
    assert threshold_on(LEE, SchoolCalendar(()), IN_NOVEMBER, codes=CODES) is None
    assert threshold_on(replace(LEE, spells=()), ALDER, IN_NOVEMBER, codes=CODES) is None


class TestMoved:
    """Came to Alder on 28 September from a school with sessions in the weeks of 7, 14 and 21 September, 6 O in the first."""

    WEEKS = tuple(
        SchoolWeek(dt.date(2026, 9, day), counts)
        for day, counts in ((7, (0, 1, 5, 0)), (14, (0, 0, 0, 0)), (21, (0, 0, 0, 0)))
    )
    THERE = Elsewhere(Spell(dt.date(2024, 9, 2), dt.date(2026, 9, 25)), WEEKS)
    HERE = tuple(SlotMark(dt.date(2026, 10, 5 + place // 2), place % 2 + 1, "O") for place in range(4))
    PUPIL = Attended(dt.date(2014, 3, 14), (Spell(dt.date(2026, 9, 28)),), HERE, (THERE,))

    def test_weeks_of_both_schools_are_counted_once_they_are_confirmed(self) -> None:
        one = found(self.PUPIL)
        assert (one.met, one.window.count, one.provisional, one.only_with_n) == (True, 10, True, True)
        assert one.reached_on == dt.date(2026, 10, 6)
        assert {mark.session for mark in one.window.marks} == {ELSEWHERE, 1, 2}
        assert not found(replace(self.PUPIL, elsewhere=())).met

    def test_the_weeks_are_those_of_the_school_then_attended(self) -> None:
        weeks = own_weeks(ALDER, self.PUPIL.spells, self.PUPIL.elsewhere, IN_NOVEMBER)
        assert weeks[:4] == [dt.date(2026, 9, 7), dt.date(2026, 9, 14), dt.date(2026, 9, 21), dt.date(2026, 9, 28)]
        closed = replace(self.THERE, weeks=self.WEEKS[:1])  # no session there in the two weeks that Alder met
        assert dt.date(2026, 9, 14) not in own_weeks(ALDER, self.PUPIL.spells, (closed,), IN_NOVEMBER)

    def test_time_that_nobody_knows_of_does_not_stretch_the_window(self) -> None:
        spell = Spell(dt.date(2024, 9, 2), dt.date(2026, 9, 11))
        gap = replace(self.THERE, spell=spell, weeks=self.WEEKS[:1])
        weeks = own_weeks(ALDER, self.PUPIL.spells, (gap,), IN_NOVEMBER)
        assert dt.date(2026, 9, 14) in weeks
        assert dt.date(2026, 9, 21) in weeks

    def test_what_a_notice_used_there_is_used_and_the_n_is_the_last_of_it(self) -> None:
        first, *others = self.WEEKS
        used = replace(self.THERE, weeks=(replace(first, used=5), *others))
        one = found(replace(self.PUPIL, elsewhere=(used,)), on=dt.date(2026, 10, 9))
        assert one.window.count == 5
        assert sorted(mark.code for mark in one.window.marks) == ["N", "O", "O", "O", "O"]

    def test_what_a_notice_here_used_of_there_is_used_too(self) -> None:
        rests = [SlotMark(dt.date(2026, 9, 7), ELSEWHERE, "O")] * 2
        assert found(replace(self.PUPIL, used=rests), on=dt.date(2026, 10, 9)).window.count == 8

    def test_a_week_there_that_reaches_over_an_end_of_compulsory_age_is_left_out(self) -> None:
        # Of age from 31 December: nothing. From 31 August, a Monday: the week of 7 September is whole.
        assert found(replace(self.PUPIL, birth=dt.date(2021, 9, 5)), on=dt.date(2026, 10, 9)).window.count == 0
        assert found(replace(self.PUPIL, birth=dt.date(2021, 8, 31)), on=dt.date(2026, 10, 9)).window.count == 10


SEEDS = st.integers(0, 10**9)


def met(dealt: Dealt, **changed: object) -> bool:
    one = threshold_on(replace(dealt.pupil, **changed), dealt.calendar, dealt.on, codes=frozenset(dealt.codes))  # type: ignore[arg-type]
    return one is not None and one.met


@settings(max_examples=120, deadline=None)
@given(SEEDS, st.integers(0, 400))
def test_a_mark_into_illness_never_makes_met_what_was_not(seed: int, place: int) -> None:
    dealt = deal(seed)
    if not dealt.pupil.marks:
        return
    marks = list(dealt.pupil.marks)
    changed = marks[place % len(marks)]
    marks[place % len(marks)] = changed._replace(code="I")
    assert met(dealt) or not met(dealt, marks=marks)


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_a_week_without_sessions_changes_nothing(seed: int) -> None:
    dealt = deal(seed)
    calendar = dealt.calendar
    later = calendar.half_terms[-1].ends_on + dt.timedelta(days=30)
    empty = HalfTerm(2027, 1, dt.date(2027, 9, 6), dt.date(2027, 9, 10))
    off = tuple(NonSchoolDay(empty.starts_on + dt.timedelta(days=day), DayOff.CLOSURE) for day in range(5))
    assert later < empty.starts_on
    more = SchoolCalendar((*calendar.half_terms, empty), (*calendar.non_school_days, *off))
    on = dt.date(2027, 9, 8)
    codes = frozenset(dealt.codes)
    assert threshold_on(dealt.pupil, calendar, on, codes=codes) == threshold_on(dealt.pupil, more, on, codes=codes)


@settings(max_examples=120, deadline=None)
@given(SEEDS)
def test_once_used_the_same_sessions_never_meet_it_again(seed: int) -> None:
    dealt = deal(seed)
    codes = frozenset(dealt.codes)
    used = list(dealt.pupil.used)
    for _ in range(30):
        one = threshold_on(replace(dealt.pupil, used=used), dealt.calendar, dealt.on, codes=codes)
        if one is None or not one.met:
            return
        here = {(mark.date, mark.session) for mark in used if mark.session != ELSEWHERE}
        assert not here & {(mark.date, mark.session) for mark in one.window.marks}
        used += one.window.marks
    raise AssertionError("the same sessions are used again and again")
