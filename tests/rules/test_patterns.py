"""Shapes of absence, worked by hand on an autumn with a bank holiday in it and a spring that begins after Christmas."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.policy.rules.facts import PupilMark
from schools.policy.rules.tally import Tally
from schools.policy.rules.times import Times
from schools.registers.rules.patterns import Absence, Beside, Days, Patterns, patterns_of
from tests.rules.engine.pupil_years import EVER

# Monday 7 September to Friday 23 October, with Monday 28 September a bank holiday and Wednesday 14 October INSET;
# Monday 2 November to Friday 18 December; Tuesday 5 January (Monday is INSET) to Friday 12 February.
CALENDAR = SchoolCalendar(
    (
        HalfTerm(2026, 1, date(2026, 9, 7), date(2026, 10, 23)),
        HalfTerm(2026, 2, date(2026, 11, 2), date(2026, 12, 18)),
        HalfTerm(2026, 3, date(2027, 1, 4), date(2027, 2, 12)),
    ),
    (
        NonSchoolDay(date(2026, 9, 28), DayOff.BANK_HOLIDAY),
        NonSchoolDay(date(2026, 10, 14), DayOff.INSET),
        NonSchoolDay(date(2027, 1, 4), DayOff.INSET),
        NonSchoolDay(date(2026, 11, 20), DayOff.CLOSURE, 2),
    ),
)
DAYS = Days.of(CALENDAR)


def found(*missed: tuple[date, str]) -> Patterns:
    """The patterns of days missed: "AP" both sessions, "A" the morning, "P" the afternoon; all others were attended."""
    when = {(on, "AP".index(letter) + 1) for on, letters in missed for letter in letters}
    absences, attended = [], 0
    for on, session in CALENDAR.sessions(date(2026, 9, 1), date(2027, 2, 12)):
        if (on, session) in when:
            absences.append(Absence(on, session, "I", attended))
        else:
            attended += 1
    assert len(absences) == len(when)
    return patterns_of(absences, DAYS)


def test_a_spell_runs_on_until_a_session_is_attended_and_over_a_holiday_too() -> None:
    friday, monday = date(2026, 10, 23), date(2026, 11, 2)
    over = found((friday, "AP"), (monday, "A"), (date(2026, 11, 5), "P"), (date(2026, 11, 6), "P"))
    assert over.spells == ((friday, monday), (date(2026, 11, 5),), (date(2026, 11, 6),))
    assert found((date(2026, 11, 5), "P"), (date(2026, 11, 6), "A")).spells == ((date(2026, 11, 5), date(2026, 11, 6)),)
    assert found((date(2026, 11, 5), "A"), (date(2026, 11, 5), "P")).spells == ((date(2026, 11, 5),),)


def test_a_bank_holiday_is_extended_by_the_last_session_before_it_or_the_first_after() -> None:
    friday, tuesday = date(2026, 9, 25), date(2026, 9, 29)
    assert found((friday, "AP")).beside == {Beside.BANK_HOLIDAY: (friday,)}
    assert found((friday, "P"), (tuesday, "A")).beside == {Beside.BANK_HOLIDAY: (friday, tuesday)}
    assert found((friday, "A"), (tuesday, "P")).beside == {}  # present in the session that touches it


def test_a_holiday_begins_and_ends_with_half_terms_whatever_else_is_off_then() -> None:
    before, after = date(2026, 10, 23), date(2026, 11, 2)
    assert found((before, "P"), (after, "A")).beside == {Beside.HOLIDAY: (before, after)}
    tuesday = date(2027, 1, 5)  # the first day after Christmas, since Monday is INSET
    assert found((tuesday, "AP")).beside == {Beside.HOLIDAY: (tuesday,)}
    # The first and last days that the calendar holds lie beside a holiday on their outer side, too.
    assert found((date(2026, 9, 7), "A"), (date(2027, 2, 12), "P")).beside == {
        Beside.HOLIDAY: (date(2026, 9, 7), date(2027, 2, 12))
    }
    assert found((date(2026, 9, 7), "P"), (date(2027, 2, 12), "A")).beside == {}


def test_another_day_off_is_told_apart_and_an_ordinary_weekend_is_none() -> None:
    tuesday, thursday = date(2026, 10, 13), date(2026, 10, 15)
    assert found((tuesday, "P"), (thursday, "A")).beside == {Beside.DAY_OFF: (tuesday, thursday)}
    assert found((date(2026, 9, 11), "AP"), (date(2026, 9, 14), "AP")).beside == {}
    # Closed in the afternoon alone, the day is still one with sessions: its morning lies beside nothing.
    assert found((date(2026, 11, 20), "A")).beside == {}


def test_first_and_last_weeks_are_those_of_terms_and_not_of_half_terms() -> None:
    first, last = date(2026, 9, 9), date(2026, 12, 17)
    inside = [date(2026, 10, 22), date(2026, 11, 3), date(2026, 9, 14), date(2026, 12, 11)]
    both = found(*((on, "A") for on in sorted([first, last, *inside])))
    assert (both.first_week, both.last_week) == ((first,), (last,))
    assert found((date(2027, 1, 8), "P")).first_week == (date(2027, 1, 8),)


def test_a_term_s_first_week_may_be_one_friday_and_its_last_one_monday() -> None:
    friday, monday = date(2026, 9, 4), date(2026, 12, 14)
    days = Days.of(
        SchoolCalendar((HalfTerm(2026, 1, friday, date(2026, 10, 23)), HalfTerm(2026, 2, date(2026, 11, 2), monday)))
    )
    assert (days.first_weeks, days.last_weeks) == ({friday}, {monday})


def test_days_are_counted_by_weekday_once_however_many_sessions_were_missed() -> None:
    fridays = [date(2026, 9, 11) + timedelta(weeks=weeks) for weeks in (0, 2, 5)]
    told = found((fridays[0], "AP"), (fridays[1], "P"), (fridays[2], "A"), (date(2026, 9, 16), "AP"))
    assert told.weekdays == {5: tuple(fridays), 3: (date(2026, 9, 16),)}


def test_nothing_missed_and_no_calendar_are_no_pattern() -> None:
    assert found() == Patterns()
    without = patterns_of([Absence(date(2026, 9, 11), 1, "O", 0)], Days.of(SchoolCalendar(())))
    assert (without.beside, without.first_week, without.last_week) == ({}, (), ())


TIMES = Times(CALENDAR)
SLOTS = [(on, session) for on, session in CALENDAR.sessions(date(2026, 9, 1), date(2027, 2, 12))]


@given(st.lists(st.integers(0, len(SLOTS) - 1), max_size=40, unique=True))
def test_a_policy_counts_spells_and_edges_as_patterns_do(places: list[int]) -> None:
    """A stage and a bar of the page speak of the same spells and the same days; a weekend is an edge to a policy alone."""
    missed = sorted(places)
    marks = tuple(
        PupilMark(on, session, "I" if place in places else "/\\"[session - 1], None, None)
        for place, (on, session) in enumerate(SLOTS)
    )
    absences = [Absence(*SLOTS[place], "I", place - number) for number, place in enumerate(missed)]
    shapes, tally = patterns_of(absences, DAYS), Tally(marks, TIMES)
    assert tally.count("spells", *EVER) == len(shapes.spells)
    for weekday in range(1, 6):
        days = {mark.date for mark in tally.marks_of(f"weekday:{weekday}", *EVER)}
        assert days == set(shapes.weekdays.get(weekday, ()))
    edges = {mark.date for mark in tally.marks_of("edges", *EVER)}
    beside = {on for days in shapes.beside.values() for on in days}
    assert beside <= edges
    assert {on for on in edges - beside if on.isoweekday() not in (1, 5)} == set()
