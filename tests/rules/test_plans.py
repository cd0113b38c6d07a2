"""What stands where several plans want a session, what may be planned, and what becomes of a cell: without a database."""

import datetime as dt
import itertools
import uuid
from dataclasses import replace

import pytest

from schools.registers.rules import plan_sources
from schools.registers.rules.bulk_edits import MOST_BULK_MARKS, BulkAsk, edit_may_be_undone, shown_digest, size_refusal
from schools.registers.rules.entering import NO_MARK, CellMark, Entering
from schools.registers.rules.plan_sources import PlanSource, Rank, label_of, state_source
from schools.registers.rules.plans import (
    PlanCell,
    PlannedSession,
    PlanOutcome,
    SessionOutcome,
    Standing,
    Verdict,
    Wanted,
    check_once,
    first_of,
    judge,
    judge_word,
    settled,
)
from schools.registers.rules.slots import Slot, Window, WindowPhase

DAY = dt.date(2026, 11, 19)
BIRTH = dt.date(2013, 3, 14)
AHEAD = Slot(DAY, 1, WindowPhase.AHEAD, DAY, Window(dt.time(8, 50), 20))
SHUT = replace(AHEAD, phase=WindowPhase.SHUT)
OLD = replace(SHUT, today=DAY + dt.timedelta(days=1))
CLOSED = replace(AHEAD, closed="The school does not meet: INSET day.")
Y4 = replace(AHEAD, unplanned="unplanned closure: Snow")
PLAN, COUNTS = CellMark("C", planned=True), CellMark("/")
MAY, MAY_NOT = Entering(may_amend=True, reason="Letter of the 18th"), Entering(may_amend=False)


def wanted(rank: int, code: str, *, confirmed: bool = True, source: str = "", number: int = 1) -> Wanted:
    return Wanted(source or f"source{rank}", uuid.UUID(int=number), rank, code, confirmed)


D, E, C, B = (
    wanted(Rank.DUE_ELSEWHERE, "D"),
    wanted(Rank.SUSPENDED, "E"),
    wanted(Rank.LEAVE, "C"),
    wanted(Rank.EXPECTED_ELSEWHERE, "B", confirmed=False),
)


def cell(
    slot: Slot = AHEAD, mark: CellMark = NO_MARK, *others: Wanted, ours: bool = False, placed: bool = True
) -> PlanCell:
    return PlanCell(1, slot, BIRTH, placed, mark, None if mark.code is None else 7, ours, others)


@pytest.mark.parametrize("order", list(itertools.permutations([D, E, C, B])))
def test_the_first_is_the_same_in_any_order(order: tuple[Wanted, ...]) -> None:
    assert [first_of(order[:many]) for many in (0, 1)] == [None, order[0]]
    assert first_of(order) == D
    assert first_of([one for one in order if one != D]) == E


def test_of_one_rank_the_name_decides_and_then_the_key() -> None:
    one, two = wanted(30, "C", source="a", number=2), wanted(30, "S", source="a", number=1)
    other = wanted(30, "M", source="b", number=0)
    assert first_of([other, one, two]) == two


#: A cell, what is wanted there, whether by a new wish, how far one may go, and what comes of it.
JUDGED = [
    (cell(), C, MAY_NOT, Standing.STANDS, ""),
    (cell(AHEAD, NO_MARK, E), C, MAY_NOT, Standing.BEHIND, ""),
    (cell(AHEAD, PLAN, C, ours=True), E, MAY_NOT, Standing.STANDS, ""),
    (cell(AHEAD, CellMark("R", planned=True)), E, MAY, Standing.BY_HAND, "by_hand"),
    (cell(), B, MAY_NOT, Standing.EXPECTED, ""),
    (cell(AHEAD, NO_MARK, C), B, MAY_NOT, Standing.BEHIND, ""),
    (cell(SHUT, COUNTS), B, MAY, Standing.BY_HAND, "by_hand"),
    (cell(SHUT, CellMark("B")), B, MAY_NOT, Standing.STANDS, ""),
    (cell(), wanted(50, "/"), MAY, Standing.REFUSED, "too_early"),
    (cell(), wanted(50, "G"), MAY, Standing.REFUSED, "too_early"),
    (cell(), wanted(50, "B"), MAY, Standing.REFUSED, "too_early"),
    (cell(), wanted(50, "C", confirmed=False), MAY, Standing.REFUSED, "not_awaited"),
    (cell(), wanted(50, "X"), MAY, Standing.REFUSED, "code_refused"),
    (cell(replace(AHEAD, year_closed=True)), C, MAY, Standing.REFUSED, "year_closed"),
    (cell(replace(CLOSED, year_closed=True)), C, MAY, Standing.REFUSED, "not_a_session"),
    (cell(CLOSED), C, MAY, Standing.NO_REGISTER, "no_register"),
    (cell(CLOSED), wanted(50, "G"), MAY, Standing.NO_REGISTER, "no_register"),
    (cell(Y4, CellMark("Y4")), C, MAY, Standing.NO_REGISTER, "no_register"),
    (cell(placed=False), C, MAY, Standing.NO_REGISTER, "no_register"),
    (cell(SHUT), E, MAY_NOT, Standing.STANDS, ""),
    (cell(OLD), E, MAY_NOT, Standing.REFUSED, "may_not_amend"),
    (cell(OLD), E, MAY, Standing.STANDS, ""),
    (cell(SHUT, COUNTS), E, replace(MAY, reason=" "), Standing.BY_HAND, "by_hand"),
    (cell(SHUT, CellMark("R", planned=True)), E, replace(MAY, reason=""), Standing.BY_HAND, "by_hand"),
    (cell(SHUT, CellMark("R", planned=True)), E, MAY, Standing.STANDS, ""),
    (cell(SHUT, COUNTS), E, replace(MAY, may_amend=False), Standing.REFUSED, "may_not_amend"),
    (cell(SHUT, COUNTS), E, MAY, Standing.STANDS, ""),
]


@pytest.mark.parametrize(("found", "wish", "entering", "standing", "fault"), JUDGED)
def test_what_becomes_of_a_wish(
    found: PlanCell, wish: Wanted, entering: Entering, standing: Standing, fault: str
) -> None:
    verdict = judge(found, wish, new=True, entering=entering)
    assert (verdict.standing, verdict.fault.code if verdict.fault else "") == (standing, fault)
    assert verdict.kept is (standing is not Standing.REFUSED)
    assert verdict.enters is (standing is Standing.STANDS and found.slot.due and found.mark.code != wish.code)


def test_a_wish_of_before_enters_nothing_in_a_register_that_has_opened() -> None:
    assert judge(cell(SHUT, COUNTS), E, new=False, entering=MAY).standing is Standing.BY_HAND
    assert judge(cell(SHUT), E, new=False, entering=MAY).standing is Standing.NOT_ENTERED
    assert judge(cell(AHEAD), E, new=False, entering=MAY) == Verdict(Standing.STANDS)
    assert judge(cell(SHUT, PLAN, ours=True), E, new=False, entering=MAY) == Verdict(Standing.STANDS)
    assert judge(cell(replace(SHUT, year_closed=True), CellMark("E")), E, new=False, entering=MAY).kept


def test_what_counts_by_a_plan_asked_for_anew_is_taken() -> None:
    assert judge(cell(SHUT, CellMark("E", planned=True), ours=True), E, new=True, entering=MAY).enters
    by_hand = judge(cell(SHUT, CellMark("E", planned=True)), E, new=True, entering=MAY_NOT)
    assert by_hand.enters, "without a reason: it is what a hand has planned"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (cell(AHEAD, NO_MARK, C), "C"),
        (cell(AHEAD, PLAN, C, ours=True), "C"),
        (cell(AHEAD, PLAN, E, C, ours=True), "E"),
        (cell(AHEAD, PLAN, ours=True), None),
        (cell(AHEAD, PLAN, B, ours=True), None),
        (cell(AHEAD, PLAN, E), "C"),
        (cell(AHEAD, PLAN, C, ours=True, placed=False), None),
        (cell(CLOSED, PLAN, C, ours=True), None),
        (cell(Y4, CellMark("Y4"), C), "Y4"),
        (cell(Y4, PLAN, E, ours=True), "C"),
        (cell(SHUT, NO_MARK, C), None),
        (cell(SHUT, PLAN, E, ours=True), "E"),
        (cell(SHUT, PLAN, ours=True), None),
        (cell(SHUT, COUNTS, E), "/"),
        (cell(replace(SHUT, year_closed=True), PLAN, ours=True), "C"),
    ],
)
def test_what_stands_once_plans_are_settled(found: PlanCell, code: str | None) -> None:
    assert settled(found) == code


@pytest.mark.parametrize(
    ("found", "code", "entering", "standing"),
    [
        (cell(AHEAD, NO_MARK, B), "B", MAY, Standing.REFUSED),
        (cell(SHUT, NO_MARK, B), "B", MAY_NOT, Standing.STANDS),
        (cell(SHUT, NO_MARK, B), "N", MAY_NOT, Standing.STANDS),
        (cell(SHUT, NO_MARK, E, B), "B", MAY, Standing.BEHIND),
        (cell(SHUT, COUNTS, B), "B", replace(MAY, reason=""), Standing.BY_HAND),
        (cell(SHUT, CellMark("R", planned=True), B), "B", replace(MAY, reason=""), Standing.BY_HAND),
        (cell(SHUT, COUNTS, B), "B", MAY, Standing.STANDS),
        (cell(CLOSED, NO_MARK, B), "B", MAY, Standing.NO_REGISTER),
    ],
)
def test_what_becomes_of_another_places_word(
    found: PlanCell, code: str, entering: Entering, standing: Standing
) -> None:
    assert judge_word(found, B, code, entering).standing is standing


def test_a_source_wants_one_thing_in_a_session_and_one_name_is_one_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_sources, "_sources", {})
    twice = [PlannedSession(DAY, 1, "C"), PlannedSession(DAY, 1, "E")]
    fault = check_once(twice)
    assert fault is not None
    assert fault.code == "session_twice"
    assert check_once(twice[:1]) is None
    mine = PlanSource("test_of_rules", 50, "test")
    state_source(mine, address=lambda _key: None)
    state_source(mine, address=lambda _key: None)
    with pytest.raises(ValueError, match="two sources of plans are called test_of_rules"):
        state_source(replace(mine, rank=1), address=lambda _key: None)
    assert (label_of("test_of_rules"), label_of("gone_by")) == ("test", "gone by")


def test_the_size_of_an_edit() -> None:
    sessions = tuple((DAY + dt.timedelta(days=number), 1) for number in range(40))
    ask = BulkAsk(tuple(range(100)), sessions, "S", "", "k")
    assert len(ask.pupils) * len(ask.sessions) == MOST_BULK_MARKS
    assert size_refusal(ask) is None
    faults = [
        size_refusal(replace(ask, pupils=tuple(range(101)))),
        size_refusal(replace(ask, pupils=())),
        size_refusal(replace(ask, sessions=())),
        size_refusal(replace(ask, reason="\x00")),
    ]
    assert [fault.code if fault else "" for fault in faults] == [
        "too_many",
        "nobody",
        "no_session",
        "reason_unreadable",
    ]


def test_what_was_shown_differs_by_any_cell() -> None:
    one = SessionOutcome(PlannedSession(DAY, 1, "S"), Verdict(Standing.STANDS), None, "S")
    others = [
        replace(one, held="N"),
        replace(one, stands=None),
        replace(one, verdict=Verdict(Standing.BEHIND)),
        replace(one, asked=PlannedSession(DAY, 2, "S")),
    ]
    shown = {shown_digest({1: PlanOutcome((each,))}) for each in (one, *others)}
    assert len(shown) == 5
    assert shown_digest({2: PlanOutcome((one,))}) not in shown


def test_an_edit_is_undone_on_its_own_day_or_before_its_last_is_over() -> None:
    day = dt.timedelta(days=1)
    assert edit_may_be_undone(DAY, DAY - day, DAY)
    assert edit_may_be_undone(DAY, DAY + day, DAY + day)
    assert not edit_may_be_undone(DAY, DAY - day, DAY + day)
    assert not edit_may_be_undone(DAY, DAY + day, DAY + 2 * day)
