"""What the rest of a year can still change: the worked numbers, and the rule against attending or missing every session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.registers.rules.outlook import Outlook, Prospect, recovery_order
from schools.registers.rules.pupil_standing import PupilStanding, standing_words
from schools.registers.rules.totals import Totals, is_persistent


@st.composite
def outlooks(draw: st.DrawFn) -> Outlook:
    possible = draw(st.integers(1, 400))
    return Outlook(possible, draw(st.integers(0, possible)), draw(st.integers(0, 400)))


def test_nine_of_a_hundred_is_two_more_sessions_away() -> None:
    outlook = Outlook(100, 9, 280)
    assert (outlook.prospect, outlook.to_persistent, outlook.to_leave) == (Prospect.BELOW, 2, None)
    assert not is_persistent(10, 101)
    assert is_persistent(11, 102)


def test_thirteen_of_120_leaves_after_eleven() -> None:
    outlook = Outlook(120, 13, 260)
    assert (outlook.prospect, outlook.to_leave, outlook.to_persistent) == (Prospect.CAN_RECOVER, 11, None)


def test_ten_of_a_hundred_leaves_after_one_because_ten_per_cent_is_persistent() -> None:
    assert Outlook(100, 10, 280).to_leave == 1
    assert is_persistent(10, 100)
    assert not is_persistent(10, 101)


@pytest.mark.parametrize(("absent", "prospect"), [(37, Prospect.CAN_RECOVER), (38, Prospect.CANNOT_FINISH_BELOW)])
def test_in_a_year_of_380_37_is_the_last_that_finishes_below(absent: int, prospect: Prospect) -> None:
    march = Outlook(240, absent, 140)
    assert march.prospect is prospect
    assert march.may_still_miss == (0 if absent == 37 else None)
    assert is_persistent(absent, 380) is (absent == 38)


def test_a_year_that_is_over_can_change_nothing() -> None:
    assert Outlook(380, 37, 0).prospect is Prospect.BELOW
    assert Outlook(380, 38, 0).prospect is Prospect.CANNOT_FINISH_BELOW


def test_nothing_is_said_before_the_first_possible_session() -> None:
    outlook = Outlook(0, 0, 380)
    assert (outlook.prospect, outlook.to_leave, outlook.to_persistent) == (Prospect.UNMEASURED, None, None)
    assert outlook.may_still_miss is None


@pytest.mark.parametrize("counts", [(100, 9, -1), (9, 10, 5), (100, -1, 5)])
def test_counts_that_contradict_one_another_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"Absence must lie|can be left"):
        Outlook(*counts)


@given(outlooks())
def test_the_prospect_is_what_attending_every_session_left_comes_to(outlook: Outlook) -> None:
    now = is_persistent(outlook.absence, outlook.possible)
    at_best = is_persistent(outlook.absence, outlook.possible + outlook.left)
    expected = Prospect.CANNOT_FINISH_BELOW if at_best else Prospect.CAN_RECOVER if now else Prospect.BELOW
    assert outlook.prospect is expected


@given(outlooks())
def test_leaving_takes_exactly_that_many_sessions(outlook: Outlook) -> None:
    if outlook.to_leave is not None:
        assert outlook.to_leave <= outlook.left
        assert not is_persistent(outlook.absence, outlook.possible + outlook.to_leave)
        assert is_persistent(outlook.absence, outlook.possible + outlook.to_leave - 1)


@given(outlooks())
def test_missing_one_more_than_may_be_missed_ends_the_year_above_the_line(outlook: Outlook) -> None:
    spare = outlook.may_still_miss
    if spare is not None:
        assert not is_persistent(outlook.absence + spare, outlook.year_sessions)
        if spare < outlook.left:
            assert is_persistent(outlook.absence + spare + 1, outlook.year_sessions)


@given(st.lists(outlooks(), max_size=30))
def test_who_recovers_soonest_comes_first_and_who_cannot_comes_last(rows: list[Outlook]) -> None:
    ordered = sorted(rows, key=recovery_order)
    kinds = [row.prospect for row in ordered]
    assert kinds == sorted(kinds)
    for kind in Prospect:
        distances = [row.distance for row in ordered if row.prospect is kind]
        assert distances == sorted(distances)
    leaving = [row.to_leave for row in ordered if row.prospect is Prospect.CAN_RECOVER]
    assert None not in leaving


def test_there_is_no_outlook_where_the_year_or_the_pupil_s_part_of_it_is_not_known() -> None:
    measured = Totals(present=95, unauthorised=5)
    assert PupilStanding(measured, 100).outlook is not None
    for totals, left in ((None, 100), (measured, None), (Totals(), 100), (None, None)):
        assert PupilStanding(totals, left).outlook is None


@pytest.mark.parametrize(
    ("absence", "left", "to_leave", "words"),
    [
        (13, 131, 31, "PA; leaves after 31 attended sessions"),
        (13, 30, None, "cannot finish below PA"),
        (13, 31, 31, "PA; leaves after 31 attended sessions"),
        (9, 30, None, "2 more sessions to PA"),
    ],
)
def test_nobody_is_said_to_leave_by_more_sessions_than_are_left(
    absence: int, left: int, to_leave: int | None, words: str
) -> None:
    standing = PupilStanding(Totals(present=100 - absence, unauthorised=absence), left)
    assert (standing.to_leave, standing_words(standing)) == (to_leave, words)
