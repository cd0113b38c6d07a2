"""Each measure beside a count of the plainest kind, mark by mark, and beside the rules of the registers it stands on."""

import datetime as dt
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.policy.rules.facts import PupilMark
from schools.policy.rules.measuring import Measuring, reach
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import Times
from schools.registers.rules.codes import MarkClass, code_on
from schools.registers.rules.totals import Totals, is_persistent, is_severe
from schools.registers.rules.windows import SlotMark, window_at
from tenants.policies.rules.document import Condition
from tests.rules.engine.pupil_years import ALDER, EVER, POLICIES, PupilYear, pupil_year

SEEDS = st.integers(0, 10**9)
WINDOWS = st.sampled_from(["weeks:10", "weeks:3", "days:20", "days:1", "half_term", "term", "year"])


def condition(measure: str, window: str, at_least: int | str = 1) -> Condition:
    return Condition.model_validate({"measure": measure, "window": window, "at_least": at_least})


def measuring(one: PupilYear) -> Measuring:
    facts = one.facts.__class__(**{**vars(one.facts), "moved": ()})
    return Measuring(facts, Tally(facts.marks, facts.times), one.today)


def inside(asked: Measuring, window: str) -> list[PupilMark]:
    """The marks of a window, by its days alone."""
    span = asked.span(condition("absence", window).window)
    assert span is not None
    last = asked.facts.horizon(asked.on)
    return [mark for mark in asked.facts.marks if span.first <= mark.date <= span.last and mark[:2] <= last]


def is_absent(mark: PupilMark) -> bool:
    return code_on(mark.code, mark.date).mark_class in {MarkClass.AUTHORISED, MarkClass.UNAUTHORISED}


def is_attended(mark: PupilMark) -> bool:
    return code_on(mark.code, mark.date).mark_class in {MarkClass.PRESENT, MarkClass.APPROVED}


def spells_of(marks: list[PupilMark], within: list[PupilMark]) -> list[int]:
    """How many absences of each spell lie within some marks."""
    told = [mark for mark in marks if is_absent(mark) or is_attended(mark)]
    runs = [list(run) for absent, run in groupby(told, key=is_absent) if absent]
    counts = [sum(mark in within for mark in run) for run in runs]
    return [count for count in counts if count]


@settings(max_examples=120, deadline=None)
@given(SEEDS, WINDOWS)
def test_sums_are_those_of_totals(seed: int, window: str) -> None:
    asked = measuring(pupil_year(seed))
    totals = Totals.of((mark.code, mark.date) for mark in inside(asked, window))
    for measure in ("possible", "absence", "unauthorised", "late_before", "late_after"):
        assert asked.counted(condition(measure, window)).count == getattr(totals, measure)
    for line, law in (("1/10", is_persistent), ("1/2", is_severe)):
        assert asked.met(condition("absence_rate", window, line)) == bool(law(totals.absence, totals.possible))


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_ten_school_weeks_are_those_of_the_penalty_window(seed: int) -> None:
    one = pupil_year(seed)
    asked = measuring(one)
    marks = [SlotMark(*mark[:3]) for mark in asked.facts.marks if mark[:2] <= asked.facts.horizon(one.today)]
    window = window_at(marks, ALDER.weeks, one.today)
    assert window is not None
    ten = condition("unauthorised", "weeks:10", 10)
    assert asked.counted(ten).count == window.count
    assert asked.counted(ten).window == (window.first_week, window.last_week)
    assert asked.met(ten) == window.met
    assert [SlotMark(*mark[:3]) for mark in asked.evidence(ten)] == list(window.marks)


@settings(max_examples=120, deadline=None)
@given(SEEDS, WINDOWS)
def test_what_is_no_sum_is_counted_mark_by_mark(seed: int, window: str) -> None:
    asked = measuring(pupil_year(seed))
    marks = inside(asked, window)
    absent = [mark for mark in marks if is_absent(mark)]
    spells = spells_of([mark for mark in asked.facts.marks if mark[:2] <= asked.facts.horizon(asked.on)], marks)
    days = set(ALDER.days)
    a_day = dt.timedelta(days=1)
    edges = {
        mark.date
        for mark in absent
        if (mark.session == first_of(mark.date) and mark.date - a_day not in days)
        or (mark.session == last_of(mark.date) and mark.date + a_day not in days)
    }
    expected = {
        "minutes_late": sum(mark.minutes or 0 for mark in marks if mark.code in "LU"),
        "spells": len(spells),
        "runs_2_days": sum(count >= 4 for count in spells),
        "edges": len(edges),
        "weekday:5": sum(mark.date.isoweekday() == 5 for mark in absent),
        "codes:GI": sum(mark.code in "GI" for mark in absent),
    }
    assert {name: asked.counted(condition(name, window)).count for name in expected} == expected


def first_of(on: dt.date) -> int | None:
    return next((one for one in (1, 2) if ALDER.calendar.is_session(on, one)), None)


def last_of(on: dt.date) -> int | None:
    return next((one for one in (2, 1) if ALDER.calendar.is_session(on, one)), None)


@settings(max_examples=60, deadline=None)
@given(SEEDS, WINDOWS, st.sampled_from(["unauthorised", "codes:GO", "late_after", "weekday:2", "absence"]))
def test_the_marks_shown_are_those_counted(seed: int, window: str, measure: str) -> None:
    asked = measuring(pupil_year(seed))
    assert len(asked.evidence(condition(measure, window))) == asked.counted(condition(measure, window)).count


def test_marks_that_are_out_of_order_or_twice_are_refused() -> None:
    one = PupilMark(dt.date(2026, 9, 8), 1, "O", None, 1)
    for marks in ((one._replace(session=2), one), (one, one._replace(code="I"))):
        with pytest.raises(ValueError, match="time order"):
            Tally(marks, ALDER).count("absence", *EVER)


def test_before_the_calendar_begins_nothing_is_counted() -> None:
    empty = Times(SchoolCalendar((HalfTerm(2026, 1, dt.date(2026, 9, 7), dt.date(2026, 10, 23)),)))
    one = pupil_year(3)
    asked = Measuring(one.facts.__class__(**{**vars(one.facts), "times": empty}), Tally((), empty), dt.date(2026, 9, 1))
    for window in ("weeks:10", "days:20", "half_term", "term"):
        assert asked.counted(condition("absence", window)).count == 0
        assert not asked.met(condition("absence_rate", window, "0/1"))


def test_how_far_marks_must_reach_back() -> None:
    """Ten school weeks before 19 November begin on 7 September; the year on the 1st."""
    default, _, northfield, _ = POLICIES
    on = dt.date(2026, 11, 19)
    assert reach([northfield], ALDER, [on]) == dt.date(2026, 9, 7)
    assert reach([default], ALDER, [on]) == dt.date(2026, 9, 1)
    assert reach([northfield], ALDER, [on, dt.date(2026, 11, 3)]) == dt.date(2026, 7, 13)
    assert reach([], ALDER, [on]) is None
