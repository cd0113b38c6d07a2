"""Returns by the law alone: worked dates of each clock, runs of absence, illness that adds up, fields, columns, copies."""

import datetime as dt
from collections.abc import Iterable

import pytest

from foundation.refusals import Malformed
from foundation.ui.dates import read_date
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import SchoolSession
from schools.returns.rules.clocks import (
    Clock,
    Interval,
    clock_of,
    deletion_due,
    needs_deletion_return,
    needs_new_pupil_return,
    new_pupil_due,
    period_of,
)
from schools.returns.rules.columns import Column, Dates, Layout, columns_text, default_layout, read_columns, rows_of
from schools.returns.rules.fields import FIELDS, check, summary
from schools.returns.rules.kinds import Kind
from schools.returns.rules.measure import Counted, Measure, fails_to_attend_regularly
from schools.returns.rules.parents import is_parent
from schools.returns.rules.recipients import Copies, recipients_of
from schools.returns.rules.runs import Run, runs, ten_day_codes
from schools.returns.rules.sickness import Why, sickness_of

TERMS = [
    (1, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
    (2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    (6, dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
]
CALENDAR = SchoolCalendar(
    tuple(HalfTerm(2026, number, first, last) for number, first, last in TERMS),
    (NonSchoolDay(dt.date(2026, 9, 2), DayOff.INSET), NonSchoolDay(dt.date(2026, 11, 13), DayOff.CLOSURE, 2)),
)


def day(text: str) -> dt.date:
    on = read_date(text, today=dt.date(2026, 11, 19))
    return on.replace(year=2027 if on.month == 7 else 2026)


@pytest.mark.parametrize(
    ("entered", "due"),
    [
        ("16 Nov", "21 Nov"),  # Monday to Saturday: calendar days, and no school day is meant
        ("19 Nov", "24 Nov"),
        ("20 Nov", "25 Nov"),
        ("21 Oct", "26 Oct"),  # over half-term all the same
        ("18 Dec", "23 Dec"),
    ],
)
def test_a_new_pupil_is_returned_by_the_end_of_the_fifth_calendar_day(entered: str, due: str) -> None:
    assert new_pupil_due(day(entered)) == day(due)
    assert clock_of(day(due), day(due)) is Clock.TODAY
    assert clock_of(day(due), day(due) + dt.timedelta(days=1)) is Clock.OVERDUE
    assert clock_of(day(due), day(due) - dt.timedelta(days=2)) is Clock.NEAR
    assert clock_of(day(due), day(due) - dt.timedelta(days=3)) is Clock.LATER


@pytest.mark.parametrize(
    ("entered", "year_group", "asked", "needed"),
    [
        ("1 Sep", "7", False, False),
        ("2 Sep", "7", False, False),  # an INSET day: nobody has met yet
        ("3 Sep", "7", False, False),  # the first day the school meets
        ("4 Sep", "7", False, True),
        ("3 Sep", "8", False, True),
        ("3 Sep", "7", True, True),
        ("19 Nov", "7", False, True),
    ],
)
def test_pupils_of_the_most_junior_class_on_the_first_day_are_not_returned_unless_asked(
    entered: str, year_group: str, asked: bool, needed: bool
) -> None:
    assert needs_new_pupil_return(CALENDAR, day(entered), year_group, junior="7", asked=asked) is needed


@pytest.mark.parametrize(
    ("last_day", "year_group", "asked", "needed"),
    [
        ("20 Jul", "11", False, True),
        ("21 Jul", "11", False, False),  # the last day of the last term
        ("31 Jul", "11", False, False),
        ("21 Jul", "10", False, True),
        ("21 Jul", "11", True, True),
        ("19 Nov", "11", False, True),
    ],
)
def test_a_deletion_is_returned_with_it_but_not_for_the_most_senior_class_at_the_end(
    last_day: str, year_group: str, asked: bool, needed: bool
) -> None:
    assert deletion_due(day(last_day)) == day(last_day)
    assert needs_deletion_return(CALENDAR, day(last_day), year_group, senior="11", asked=asked) is needed


def test_what_a_calendar_does_not_hold_yet_ends_no_term_and_opens_no_year() -> None:
    autumn = SchoolCalendar(CALENDAR.half_terms[1:2])
    assert needs_deletion_return(autumn, day("18 Dec"), "11", senior="11", asked=False)
    assert needs_new_pupil_return(autumn, day("2 Nov"), "7", junior="7", asked=False)
    assert not needs_new_pupil_return(autumn, day("1 Sep"), "7", junior="7", asked=False)


@pytest.mark.parametrize(
    ("interval", "on", "first", "last"),
    [
        (Interval.MONTH, "19 Nov", "1 Nov", "30 Nov"),
        (Interval.MONTH, "1 Dec", "1 Dec", "31 Dec"),
        (Interval.WEEK, "19 Nov", "16 Nov", "22 Nov"),
        (Interval.WEEK, "22 Nov", "16 Nov", "22 Nov"),
        (Interval.FORTNIGHT, "19 Nov", "16 Nov", "29 Nov"),
        (Interval.FORTNIGHT, "29 Nov", "16 Nov", "29 Nov"),
        (Interval.FORTNIGHT, "30 Nov", "30 Nov", "13 Dec"),
    ],
)
def test_attendance_is_returned_for_the_agreed_interval(interval: Interval, on: str, first: str, last: str) -> None:
    period = period_of(interval, day(on))
    assert (period.first, period.last) == (day(first), day(last))


# Runs


def marked(first: str, codes: str) -> dict[tuple[dt.date, int], str]:
    """Marks from a day on, a session each; a dot leaves one unmarked."""
    held = CALENDAR.sessions(day(first), dt.date(2026, 12, 18))
    return {(slot.date, slot.session): code for slot, code in zip(held, codes, strict=False) if code != "."}


def held(first: str = "2 Nov", last: str = "18 Dec") -> tuple[SchoolSession, ...]:
    return CALENDAR.sessions(day(first), day(last))


def shown(found: Iterable[Run]) -> list[tuple[str, str, int, int]]:
    return [
        (f"{one.first.day} {one.first:%b}", f"{one.last.day} {one.last:%b}", one.sessions, one.days) for one in found
    ]


@pytest.mark.parametrize(
    ("codes", "run", "ten"),
    [
        ("O" * 20, ("2 Nov", "16 Nov", 20, 10), True),  # over a closed afternoon, on which no session was held
        ("O" * 19, ("2 Nov", "13 Nov", 19, 10), True),  # ten school days, one of them half
        ("O" * 18, ("2 Nov", "12 Nov", 18, 9), False),
        ("/" + "GNOU" * 4 + "O", ("2 Nov", "12 Nov", 17, 8), False),
        ("O" * 10 + "." + "O" * 9, ("2 Nov", "16 Nov", 19, 9), False),  # a session nobody marked is not counted
        ("O" * 10 + "." + "O" * 11, ("2 Nov", "17 Nov", 21, 10), True),  # and does not end it either
    ],
)
def test_a_run_is_counted_on_the_days_the_school_met(codes: str, run: tuple, ten: bool) -> None:
    (found,) = runs(held(), marked("2 Nov", codes), ten_day_codes())
    assert shown([found]) == [run]
    assert found.is_ten_days is ten


@pytest.mark.parametrize(("sessions", "ten"), [(20, True), (19, False)])
def test_twenty_sessions_from_an_afternoon_on_are_ten_school_days(sessions: int, ten: bool) -> None:
    (found,) = runs(held("16 Nov"), marked("16 Nov", "/" + "O" * sessions), ten_day_codes())
    assert (found.days, found.is_ten_days) == (9, ten)


@pytest.mark.parametrize("code", ["/", "I", "D", "B", "C2", "L", "X"])
def test_any_other_mark_ends_a_run(code: str) -> None:
    marks = marked("2 Nov", "O" * 12) | {(day("6 Nov"), 1): code}
    found = runs(held(), marks, ten_day_codes())
    assert [(one.sessions, one.open) for one in found] == [(8, False), (3, True)]


def test_half_term_does_not_end_a_run() -> None:
    slots = CALENDAR.sessions(dt.date(2026, 10, 19), dt.date(2026, 11, 6))
    marks = {(slot.date, slot.session): "N" for slot in slots}
    (found,) = runs(slots, marks, ten_day_codes())
    assert (found.days, found.sessions, found.codes, found.is_ten_days) == (10, 20, ("N",), True)


def test_the_ten_days_are_made_of_g_n_o_and_u() -> None:
    assert ten_day_codes() == set("GNOU")


# The school's measure


@pytest.mark.parametrize(
    ("missed", "possible", "fails"),
    [(10, 100, True), (9, 91, False), (9, 90, True), (2, 20, True), (2, 19, False), (0, 200, False)],
)
def test_the_measure_is_compared_on_counts_once_enough_sessions_were_possible(
    missed: int, possible: int, fails: bool
) -> None:
    assert fails_to_attend_regularly(Measure(10), missed=missed, possible=possible) is fails


def test_a_school_that_states_no_measure_has_nobody_who_fails_it() -> None:
    assert not fails_to_attend_regularly(None, missed=200, possible=200)
    words = Measure(15, Counted.UNAUTHORISED, 6).words
    assert words == "15% or more unauthorised absence over the last 6 school weeks, once 20 sessions were possible"


# Sickness


def spells(*codes: tuple[str, str]) -> list[Run]:
    marks: dict[tuple[dt.date, int], str] = {}
    for first, run in codes:
        marks |= marked(first, run)
    return runs(held("3 Sep", "18 Dec"), marks | dict.fromkeys(_others(marks), "/"), "I")


def _others(marks: dict) -> list:
    return [(slot.date, slot.session) for slot in held("3 Sep", "18 Dec") if (slot.date, slot.session) not in marks]


def test_fifteen_days_in_a_row_are_asked_about_before_they_are_over() -> None:
    mine = spells(("2 Nov", "I" * 30))
    ahead = [slot.date for slot in held("12 Nov", "20 Nov")]
    found = sickness_of(mine, ahead=ahead, settled=[])
    assert found is not None
    assert (found.why, found.starts_on, found.sessions, found.near) == (Why.RUNNING, day("2 Nov"), 30, False)
    assert found.ahead == 13


def test_fourteen_days_are_near_and_nothing_is_asked() -> None:
    found = sickness_of(spells(("2 Nov", "I" * 28)), ahead=[], settled=[])
    assert found is not None
    assert found.near
    assert sickness_of(spells(("2 Nov", "I" * 23)), ahead=[], settled=[]) is None


def test_shorter_spells_add_up_over_the_year_and_are_asked_about_once() -> None:
    mine = spells(("7 Sep", "I" * 12), ("5 Oct", "I" * 10), ("9 Nov", "I" * 8))
    found = sickness_of(mine, ahead=[], settled=[])
    assert found is not None
    assert (found.why, found.starts_on, found.sessions) == (Why.ADDED_UP, day("9 Nov"), 30)
    assert sickness_of(mine, ahead=[], settled=[day("9 Nov")]) is None


def test_a_new_continuous_period_is_asked_about_again() -> None:
    mine = spells(("7 Sep", "I" * 30), ("9 Nov", "I" * 30))
    found = sickness_of(mine, ahead=[], settled=[day("7 Sep")])
    assert found is not None
    assert found.starts_on == day("9 Nov")
    assert sickness_of(mine[:1], ahead=[], settled=[day("7 Sep")]) is None


# Fields

COMPLETE = {
    "surname": "Brown",
    "forename": "Kai",
    "birth": "2013-02-03",
    "sex": "Male",
    "address": "1 Mill Lane",
    "starts_on": "2026-11-16",
    "parent_1_name": "Dawn Brown",
    "parent_1_address": "1 Mill Lane",
    "parent_1_phone": "07700 900118",
    "parent_1_lives_with": "yes",
}


def without(*keys: str, **more: str) -> dict[str, str]:
    return {key: value for key, value in (COMPLETE | more).items() if key not in keys}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (COMPLETE, []),
        (without("address"), ["address"]),
        (without("sex", "birth"), ["birth", "sex"]),
        (without("parent_1_phone"), ["parent_1_phone"]),
        (without("parent_1_address"), ["parent_1_address"]),
        (without("parent_1_name"), ["parent_1_name"]),
        (without("parent_1_phone", parent_1_lives_with="no"), ["parent_1_lives_with"]),
        (without(parent_2_name="Carl Brown", parent_2_lives_with="no"), ["parent_2_address"]),
        (without("upn"), []),
    ],
)
def test_each_missing_field_of_a_new_pupil_is_named(values: dict[str, str], fields: list[str]) -> None:
    assert [fault.field for fault in check(Kind.NEW_PUPIL, values)] == fields


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"ground": "a"}, ["destination"]),
        ({"ground": "a", "destination": "Beech School"}, []),
        ({"ground": "f"}, []),
        ({"ground": "g"}, ["new_address"]),
        ({"ground": ""}, ["ground"]),
    ],
)
def test_a_deletion_says_its_ground_and_where_the_pupil_goes(more: dict[str, str], fields: list[str]) -> None:
    values = COMPLETE | {"last_day": "2026-11-19"} | more
    assert [fault.field for fault in check(Kind.DELETION, values)] == fields


def test_a_list_says_how_many_fields_are_missing() -> None:
    assert summary(check(Kind.NEW_PUPIL, COMPLETE)) == "complete"
    assert summary(check(Kind.NEW_PUPIL, without("sex"))) == "1 field missing"
    assert summary(check(Kind.NEW_PUPIL, without("sex", "birth"))) == "2 fields missing"


@pytest.mark.parametrize(
    ("relationship", "responsibility", "lives_with", "parent"),
    [
        ("Mother", "unknown", False, True),
        ("stepfather", "unknown", False, True),
        ("Foster carer", "no", True, True),
        ("Grandmother", "unknown", False, False),
        ("Grandmother", "yes", False, True),
        ("Grandmother", "unknown", True, True),
        ("Aunt", "no", True, False),
        ("Neighbour", "unknown", False, False),
    ],
)
def test_who_is_a_parent(relationship: str, responsibility: str, lives_with: bool, parent: bool) -> None:
    assert is_parent(relationship, responsibility=responsibility, lives_with=lives_with) is parent


# Files


def test_a_file_has_every_field_unless_an_authority_has_a_map() -> None:
    head, row = rows_of(Kind.NEW_PUPIL, default_layout(Kind.NEW_PUPIL), [COMPLETE])
    assert dict(zip(head, row, strict=True))["Starting day"] == "2026-11-16"
    assert set(head) <= {one.label for one in FIELDS[Kind.NEW_PUPIL]}
    columns = (Column("DOB", "birth"), Column("Ours", ""), Column("Name", "surname"))
    layout = Layout(columns, Dates.DAY_FIRST)
    assert rows_of(Kind.NEW_PUPIL, layout, [COMPLETE]) == [["DOB", "Ours", "Name"], ["03/02/2013", "", "Brown"]]


def test_columns_are_read_as_they_are_written() -> None:
    columns = read_columns(Kind.NEW_PUPIL, "DOB = birth\n\nOffice use\n")
    assert columns == (Column("DOB", "birth"), Column("Office use", ""))
    assert read_columns(Kind.NEW_PUPIL, columns_text(columns)) == columns


@pytest.mark.parametrize(
    ("text", "words", "row"),
    [
        ("DOB = birth\nX = ground", "Line 2: “ground” is no field of this return.", 2),
        ("DOB = birth\ndob = sex", "Line 2: this heading is used twice.", 2),
        ("= birth", "Line 1: the heading before the equals sign is missing.", 1),
        ("H" * 81, "Line 1: a heading has at most 80 characters.", 1),
        ("", "A file needs at least one column.", None),
    ],
)
def test_a_column_that_cannot_be_read_is_named_by_its_line(text: str, words: str, row: int | None) -> None:
    with pytest.raises(Malformed) as caught:
        read_columns(Kind.NEW_PUPIL, text)
    assert (caught.value.first.words, caught.value.first.row) == (words, row)


@pytest.mark.parametrize(
    ("copies", "home", "told"),
    [
        (Copies.BOTH, "", ("Eastshire",)),
        (Copies.BOTH, "EASTSHIRE", ("Eastshire",)),
        (Copies.BOTH, "Westmoor", ("Eastshire", "Westmoor")),
        (Copies.HOME, "Westmoor", ("Westmoor",)),
        (Copies.SCHOOLS, "Westmoor", ("Eastshire",)),
    ],
)
def test_who_is_told_of_a_pupil_living_elsewhere_is_a_setting(copies: Copies, home: str, told: tuple) -> None:
    assert recipients_of(copies, own="Eastshire", home=home) == told
