"""Notices to improve: what keeps one from being begun and approved, what the register says in it, and when its weeks run."""

import datetime as dt
from dataclasses import replace

import pytest

from foundation.refusals import Refused
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.improvement.rules import states
from schools.improvement.rules.contents import Content, Stands, against_beginning, lacking
from schools.improvement.rules.kind import NOTICE_LETTER
from schools.improvement.rules.period import period_of
from schools.improvement.rules.record import Record, by_code, offences_words, record_of, record_words
from schools.improvement.rules.states import NOTICE
from schools.registers.rules.windows import SlotMark
from tenants.policies.rules.profile_file import read_profile
from tests.isolation.routes.made.policies import PROFILE

DAY = dt.timedelta(days=1)
THURSDAY = dt.date(2026, 11, 19)
#: Autumn of 2026: half-term in the week of 26 October, the last day on Friday 18 December, then Monday 4 January on.
CALENDAR = SchoolCalendar(
    (
        HalfTerm(2026, 1, dt.date(2026, 9, 1), dt.date(2026, 10, 23)),
        HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
        HalfTerm(2026, 3, dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
    ),
    (NonSchoolDay(dt.date(2026, 11, 23), DayOff.INSET),),
)
EASTSHIRE = read_profile(PROFILE)
MARKS = tuple(SlotMark(dt.date(2026, 11, 9) + day * DAY, half, "O") for day in range(2) for half in (1, 2))
RECORD = Record(dt.date(2026, 9, 1), THURSDAY, dt.date(2026, 9, 7), 102, 96, MARKS)
WHOLE = Stands(
    "Eastshire",
    EASTSHIRE,
    RECORD,
    {one.value: f"words of {one}" for one in Content},
    supported=True,
    parents=2,
    period=(dt.date(2026, 11, 24), dt.date(2026, 12, 11)),
)


# --- what it has to hold ---------------------------------------------------------------------------------------------


def test_a_whole_notice_lacks_nothing() -> None:
    assert lacking(WHOLE) == []


@pytest.mark.parametrize("content", list(Content))
def test_each_content_that_is_missing_is_named_and_written_is_what_mends_it(content: Content) -> None:
    for words in ("", "  \n"):
        (one,) = lacking(replace(WHOLE, written={**WHOLE.written, content: words}))
        assert (one.code, one.mends.value) == (content.value, "write")
        assert content.words.lower() in one.words


@pytest.mark.parametrize(
    ("changed", "code", "mends"),
    [
        ({"supported": False}, "no_support", "case"),
        ({"parents": 0}, "no_parent", "contacts"),
        ({"period": None}, "no_period", "calendar"),
        ({"case_closed": True}, "case_closed", "case"),
        ({"profile": None}, "no_profile", "profile"),
        ({"record": replace(RECORD, offences=())}, "no_offences", "register"),
    ],
)
def test_whatever_else_is_missing_is_named_too(changed: dict[str, object], code: str, mends: str) -> None:
    (one,) = lacking(replace(WHOLE, **changed))
    assert (one.code, one.mends.value) == (code, mends)


def test_a_bare_draft_is_told_all_of_it_at_once() -> None:
    bare = replace(WHOLE, written={}, supported=False, parents=0)
    assert [one.code for one in lacking(bare)] == ["no_support", *(one.value for one in Content), "no_parent"]


@pytest.mark.parametrize(
    ("written_as", "codes", "code"),
    [
        (PROFILE, "OO", None),
        (PROFILE, "GO", None),
        (PROFILE, "GG", "not_used_for"),
        (PROFILE.replace('issued_by = "school"', 'issued_by = "authority"'), "OO", "authority_issues"),
        (PROFILE.replace('"support", "notice_to_improve"', '"support"').replace(
            'for = ["G"]', 'for = ["G", "N", "O", "U"]'), "OO", "not_used"),
        ("", "OO", "no_profile"),
        (PROFILE, "", "no_offences"),
    ],
)  # fmt: skip
def test_none_is_begun_where_the_authority_uses_none_or_issues_its_own(
    written_as: str, codes: str, code: str | None
) -> None:
    profile = read_profile(written_as) if written_as else None
    marks = tuple(SlotMark(THURSDAY, half, one) for half, one in enumerate(codes, start=1))
    found = against_beginning("Eastshire", profile, replace(RECORD, offences=marks))
    assert (found.code if found else None) == code
    if code == "authority_issues":
        assert found is not None
        assert "ask it for one" in found.words


def test_the_letter_names_every_content_and_no_text_of_a_school_may_leave_one_out() -> None:
    assert {one.value for one in Content} | {"record", "offences", "period"} == set(NOTICE_LETTER.must_name)
    shorter = NOTICE_LETTER.text.replace("{warning}", "")
    assert [fault.code for fault in NOTICE_LETTER.missing_in(shorter)] == ["missing_field"]


# --- the register ----------------------------------------------------------------------------------------------------


def slot(month: int, day: int, code: str, session: int = 1) -> SlotMark:
    return SlotMark(dt.date(2026, month, day), session, code)


def record(*marks: SlotMark, counts: str = "GNOU", birth: dt.date = dt.date(2013, 5, 1)) -> Record:
    weeks = CALENDAR.school_weeks(dt.date(2026, 9, 1), THURSDAY)
    return record_of(
        marks, birth=birth, year_began=dt.date(2026, 9, 1), school_weeks=weeks, on=THURSDAY, counts=frozenset(counts)
    )


def test_offences_are_of_the_ten_school_weeks_that_end_with_this_one_and_of_the_profiles_codes() -> None:
    """Half-term is no school week: the ten begin on 7 September."""
    kept = [slot(9, 7, "O"), slot(9, 8, "U"), slot(11, 9, "N"), slot(11, 10, "G", 2)]
    left = [slot(9, 4, "O"), slot(9, 9, "I"), slot(9, 9, "\\", 2), slot(11, 20, "O")]
    made = record(*left, *kept)
    assert (made.since, list(made.offences)) == (dt.date(2026, 9, 7), kept)
    assert made.codes == frozenset("OUNG")
    assert made.unexplained == 1
    assert [mark.code for mark in record(*kept, counts="GO").offences] == ["O", "G"]
    assert (made.possible, made.attended) == (7, 1), "this year's to the day, the first week of it among them"


def test_no_session_outside_compulsory_age_is_an_offence() -> None:
    infant = dt.date(2021, 11, 15)  # five on 15 November 2026: of compulsory age from 31 December
    assert record(slot(11, 9, "O"), birth=infant).offences == ()


def test_a_family_reads_days_and_half_days_and_no_code() -> None:
    made = record(slot(11, 9, "O"), slot(11, 9, "O", 2), slot(11, 10, "U", 2))
    assert offences_words(made) == (
        "3 sessions since 7 September 2026: 9 November 2026, morning and afternoon; 10 November 2026, afternoon."
    )
    assert record_words(made) == (
        "From 1 September 2026 to 19 November 2026 there were 3 sessions (half days) to attend, and 0 were attended."
    )
    assert by_code(made.offences) == "2 O, 1 U"
    assert Record.of_plain(made.plain()) == made


# --- its weeks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "weeks", "period"),
    [
        # The week after begins on Tuesday: Monday 23 November is an INSET day.
        (dt.date(2026, 11, 19), 3, (dt.date(2026, 11, 24), dt.date(2026, 12, 11))),
        (dt.date(2026, 11, 16), 3, (dt.date(2026, 11, 24), dt.date(2026, 12, 11))),
        # Christmas is in between: two weeks before it, one after.
        (dt.date(2026, 12, 4), 3, (dt.date(2026, 12, 7), dt.date(2027, 1, 8))),
        (dt.date(2026, 10, 21), 6, (dt.date(2026, 11, 2), dt.date(2026, 12, 11))),
        (dt.date(2027, 1, 22), 3, (dt.date(2027, 1, 25), dt.date(2027, 2, 12))),
        (dt.date(2027, 1, 25), 3, None),
        (dt.date(2027, 2, 12), 3, None),
    ],
)
def test_the_weeks_are_school_weeks_and_begin_with_the_one_after(
    approved: dt.date, weeks: int, period: tuple[dt.date, dt.date] | None
) -> None:
    assert period_of(CALENDAR, approved, weeks) == period


# --- how it moves ----------------------------------------------------------------------------------------------------

#: Every move from every state, as casework has them; what is not here is refused.
MOVES = {
    (states.DRAFT, "approve"): states.APPROVED,
    (states.DRAFT, "withdraw"): states.WITHDRAWN,
    (states.APPROVED, "reopen"): states.DRAFT,
    (states.APPROVED, "send"): states.SENT,
    (states.APPROVED, "withdraw"): states.WITHDRAWN,
    (states.SENT, "run"): states.RUNNING,
    (states.SENT, "end_early"): states.ENDED_EARLY,
    (states.SENT, "withdraw"): states.WITHDRAWN,
    (states.RUNNING, "improve"): states.IMPROVED,
    (states.RUNNING, "fail"): states.NOT_IMPROVED,
    (states.RUNNING, "end_early"): states.ENDED_EARLY,
    (states.RUNNING, "withdraw"): states.WITHDRAWN,
}


def test_a_notice_moves_as_the_table_says_and_in_no_other_way() -> None:
    for state in NOTICE.states:
        for move in NOTICE.moves:
            expected = MOVES.get((state.key, move.key))
            if expected is None:
                with pytest.raises(Refused):
                    NOTICE.after(state.key, move.key)
            else:
                assert NOTICE.after(state.key, move.key) == expected
    assert {one.key for one in NOTICE.states if not one.over} == set(states.OPEN)
