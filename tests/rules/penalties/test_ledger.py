"""Which notices count, at which rate the next is, by when to pay, what is asked of each parent, and how a notice moves."""

import datetime as dt
from typing import ClassVar

import pytest

from foundation.refusals import Refused
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.penalties.rules.clocks import add_working_days, bank_holidays, request_by
from schools.penalties.rules.considering import (
    HARM,
    QUESTIONS,
    ParentNow,
    against_answers,
    against_parent,
    answer_faults,
)
from tenants.policies.rules.framework import counts_from, framework_on
from tenants.policies.rules.notice_ledger import Issued, Rate, lapses_on, ledger_on, years_before
from tenants.policies.rules.notice_states import ASKED, PENALTY, RUNNING, STANDING
from tenants.policies.rules.paying import to_pay

ON = dt.date(2026, 11, 26)


def issued(day: str, state: str = "paid_full") -> Issued:
    return Issued(dt.date.fromisoformat(day), state)


class TestLedger:
    @pytest.mark.parametrize(
        ("day", "state", "counted"),
        [
            ("2023-11-26", "paid_full", False),  # the same day three years before
            ("2024-08-18", "unpaid", False),  # before the national framework
            ("2024-08-19", "unpaid", True),
            ("2026-11-26", "issued", True),
            ("2026-11-27", "issued", False),
            ("2025-03-03", "paid_reduced", True),
            ("2025-03-03", "prosecuted", True),
            ("2025-03-03", "withdrawn", False),
        ],
    )
    def test_which_notice_counts(self, day: str, state: str, counted: bool) -> None:
        assert bool(ledger_on([issued(day, state)], ON).counting) is counted

    @pytest.mark.parametrize(
        ("day", "on", "counted"),
        [
            ("2024-11-26", "2027-11-26", False),
            ("2024-11-27", "2027-11-26", True),
            ("2025-02-28", "2028-02-29", False),  # a year without 29 February has its last day for it
            ("2025-03-01", "2028-02-29", True),
            ("2028-02-29", "2031-02-28", True),
            ("2028-02-29", "2031-03-01", False),
        ],
    )
    def test_three_years_to_the_day_of_proposing(self, day: str, on: str, counted: bool) -> None:
        ledger = ledger_on([issued(day)], dt.date.fromisoformat(on))
        assert bool(ledger.counting) is counted
        assert (ledger.on < lapses_on(dt.date.fromisoformat(day), 3)) is counted

    def test_the_last_of_february_stands_for_its_29th(self) -> None:
        assert years_before(dt.date(2028, 2, 29), 3) == dt.date(2025, 2, 28)
        assert years_before(dt.date(2028, 2, 28), 3) == dt.date(2025, 2, 28)

    def test_first_reduced_second_flat_third_none(self) -> None:
        none, one = ledger_on([], ON), ledger_on([issued("2025-03-03")], ON)
        two = ledger_on([issued("2025-03-03"), issued("2026-01-12", "unpaid")], ON)
        assert [(held.order, held.rate) for held in (none, one, two)] == [(1, Rate.REDUCED), (2, Rate.FLAT), (3, None)]
        assert none.fault is None
        assert one.fault is None
        assert two.fault is not None
        assert two.fault.code == "third"
        assert "prosecution" in two.fault.remedy
        assert "education supervision order" in two.fault.remedy

    def test_a_withdrawn_one_makes_room(self) -> None:
        assert ledger_on([issued("2025-03-03"), issued("2026-01-12", "withdrawn")], ON).rate is Rate.FLAT

    def test_before_the_framework_there_is_none(self) -> None:
        assert framework_on(counts_from()).source
        with pytest.raises(ValueError, match="No framework"):
            framework_on(counts_from() - dt.timedelta(days=1))


class TestDays:
    def test_the_day_of_receipt_is_day_one(self) -> None:
        pay = to_pay(Rate.REDUCED, issued_on=dt.date(2026, 12, 1), received_on=dt.date(2026, 12, 3))
        assert (pay.reduced, pay.reduced_by) == (80, dt.date(2026, 12, 23))
        assert (pay.full, pay.full_by) == (160, dt.date(2026, 12, 30))
        days = {"12-23": 80, "12-24": 160, "12-30": 160, "12-31": None}
        assert {day: pay.due(dt.date.fromisoformat(f"2026-{day}")) for day in days} == days

    def test_the_second_is_flat(self) -> None:
        pay = to_pay(Rate.FLAT, issued_on=dt.date(2026, 12, 1), received_on=dt.date(2026, 12, 3))
        assert (pay.reduced, pay.reduced_by, pay.full, pay.full_by) == (None, None, 160, dt.date(2026, 12, 30))
        assert pay.due(dt.date(2026, 12, 3)) == 160

    def test_working_days_pass_over_weekends_and_bank_holidays_but_not_over_school_holidays(self) -> None:
        term = HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18))
        days = (
            NonSchoolDay(dt.date(2026, 12, 25), DayOff.BANK_HOLIDAY),
            NonSchoolDay(dt.date(2026, 12, 28), DayOff.BANK_HOLIDAY),
            NonSchoolDay(dt.date(2026, 12, 24), DayOff.INSET),
        )
        holidays = bank_holidays(SchoolCalendar((term,), days))
        assert add_working_days(dt.date(2026, 12, 23), 2, holidays) == dt.date(2026, 12, 29)
        assert add_working_days(dt.date(2026, 12, 4), 1, holidays) == dt.date(2026, 12, 7)
        assert add_working_days(dt.date(2026, 12, 4), 0, holidays) == dt.date(2026, 12, 4)

    def test_a_request_is_wanted_some_school_days_after_the_tenth_session(self) -> None:
        calendar = SchoolCalendar((HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),))
        assert request_by(dt.date(2026, 11, 4), 10, calendar) == dt.date(2026, 11, 18)
        assert request_by(dt.date(2026, 12, 10), 10, calendar) is None


class TestConsidering:
    GOOD: ClassVar = {
        "support": "failed",
        "tool": "yes",
        "equality": "none",
        "home": "with",
        "order": "none",
        "harm": "none",
    }
    WORDS: ClassVar = {one.key: "x" for one in QUESTIONS if one.asks}

    def test_each_question_is_answered_with_its_words(self) -> None:
        assert not answer_faults(self.GOOD, self.WORDS)
        assert {fault.field for fault in answer_faults({}, {})} == {one.key for one in QUESTIONS} | {
            f"{one.key}_words" for one in QUESTIONS if one.asks
        }
        assert [fault.code for fault in answer_faults({**self.GOOD, "tool": "maybe"}, self.WORDS)] == ["unanswered"]
        assert [fault.code for fault in answer_faults(self.GOOD, {**self.WORDS, "tool": "a\x00"})] == ["nul"]

    def test_of_harm_no_word_is_kept(self) -> None:
        assert not next(one for one in QUESTIONS if one.key == HARM).asks

    @pytest.mark.parametrize(
        ("changed", "against"),
        [
            ({}, []),
            ({"support": "unfit", "home": "elsewhere", "order": "other", "equality": "met"}, []),
            ({"support": "more"}, ["support"]),
            ({"tool": "no", "equality": "open"}, ["tool", "equality"]),
            ({"order": "bars"}, ["order"]),
            ({"harm": "lead"}, ["harm"]),
        ],
    )
    def test_what_stands_against_a_proposal(self, changed: dict[str, str], against: list[str]) -> None:
        assert [fault.field for fault in against_answers(self.GOOD | changed, lead=False)] == against

    def test_of_harm_the_lead_decides(self) -> None:
        assert not against_answers({**self.GOOD, "harm": "lead"}, lead=True)
        assert against_answers({**self.GOOD, "tool": "no"}, lead=True)

    @pytest.mark.parametrize(
        ("kinds", "address", "lead", "against"),
        [
            ((), True, False, []),
            ((), False, False, ["no_address"]),
            (("do_not_contact",), True, True, ["barred"]),
            (("court_order", "ask_first"), False, True, ["barred"]),
            (("ask_first",), True, False, ["lead_first"]),
            (("ask_first",), True, True, []),
        ],
    )
    def test_a_parent_is_handled_as_by_a_letter(
        self, kinds: tuple[str, ...], address: bool, lead: bool, against: list[str]
    ) -> None:
        found = against_parent(ParentNow(frozenset(kinds), address), lead=lead)
        assert [fault.code for fault in found] == against


class TestStates:
    def test_every_state_is_reached_and_none_is_left_but_by_a_move(self) -> None:
        keys = {one.key for one in PENALTY.states}
        assert {move.after for move in PENALTY.moves} == keys - {PENALTY.begins}
        for move in PENALTY.moves:
            assert set(move.before) <= keys
        assert set(STANDING) | set(ASKED) | set(RUNNING) <= keys
        assert {"withdrawn", "refused", "not_proposed", "considered"} == keys - set(STANDING)

    @pytest.mark.parametrize(
        ("way", "last"),
        [
            (("drop",), "not_proposed"),
            (("refer", "refuse"), "refused"),
            (("refer", "withdraw"), "withdrawn"),
            (("refer", "issue", "serve", "pay_reduced"), "paid_reduced"),
            (("refer", "issue", "serve", "pay_full"), "paid_full"),
            (("refer", "issue", "serve", "lapse", "prosecute"), "prosecuted"),
            (("refer", "issue", "serve", "lapse", "pay_full", "withdraw"), "withdrawn"),
        ],
    )
    def test_the_ways_there_are(self, way: tuple[str, ...], last: str) -> None:
        state = PENALTY.begins
        for move in way:
            state = PENALTY.after(state, move)
        assert state == last

    @pytest.mark.parametrize(
        ("state", "move"),
        [
            ("considered", "issue"),
            ("referred", "serve"),
            ("issued", "pay_reduced"),
            ("unpaid", "pay_reduced"),
            ("served", "prosecute"),
            ("withdrawn", "issue"),
            ("refused", "issue"),
            ("prosecuted", "withdraw"),
        ],
    )
    def test_ways_there_are_not(self, state: str, move: str) -> None:
        with pytest.raises(Refused) as refused:
            PENALTY.after(state, move)
        assert refused.value.first.code == "no_such_move"
