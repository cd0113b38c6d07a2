"""Half-days, terms, triggers and what is refused of exclusions: X1-X6 of the domain, AO-11, and C 45-53 of bad input."""

import datetime as dt
import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.calendar.rules.sessions import AM, PM, SchoolSession
from schools.exclusions.rules.notices import About, How, NoticeDue, To, is_given, is_of_age, notices_due
from schools.exclusions.rules.periods import Excluded, Kind, Taken, days_words, taken_by
from schools.exclusions.rules.rates import ExclusionRates, rates_of
from schools.exclusions.rules.reasons import all_reasons, reasons_on
from schools.exclusions.rules.reviews import (
    Decision,
    Outcome,
    Review,
    application_refusal,
    ground_refusal,
    order_fault,
    review_clocks,
)
from schools.exclusions.rules.school_terms import SchoolTerm, term_of, terms_of
from schools.exclusions.rules.sixth_day import run_of, runs_of
from schools.exclusions.rules.stops import Proposal, faults_of, faults_of_cancelling
from schools.exclusions.rules.triggers import BoardDuty, Duty, Trigger, Weighed, board_duty, is_late, weigh

CALENDAR = SchoolCalendar(
    (
        HalfTerm(2026, 1, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
        HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
        HalfTerm(2026, 3, dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
        HalfTerm(2026, 4, dt.date(2027, 2, 22), dt.date(2027, 3, 25)),
        HalfTerm(2026, 5, dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
        HalfTerm(2026, 6, dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
    ),
    (NonSchoolDay(dt.date(2026, 11, 6), DayOff.INSET), NonSchoolDay(dt.date(2026, 12, 18), DayOff.CLOSURE, PM)),
)
TERMS = terms_of(CALENDAR)
END = dt.date(2027, 7, 21)
ROLL = ((dt.date(2026, 9, 2), None),)


def day(text: str) -> dt.date:
    """ "16/11" of the autumn, "11/01" of the year after."""
    number, month = (int(part) for part in text.split("/"))
    return dt.date(2026 if month >= 8 else 2027, month, number)


def session(text: str, default: int = AM) -> SchoolSession:
    """ "16/11" or "16/11 PM"."""
    on, _, half = text.partition(" ")
    return SchoolSession(day(on), {"": default, "AM": AM, "PM": PM}[half])


def out(
    first: str, last: str | None = None, kind: Kind = Kind.SUSPENSION, *, back: str = "", exam: bool = False
) -> Excluded:
    ends = None if kind is Kind.PERMANENT else session(last or first.split(maxsplit=1)[0], PM)
    return Excluded(
        f"{kind}{first}", kind, session(first), ends, back_from=session(back) if back else None, misses_exam=exam
    )


class Tuesdays:
    """A pupil who is due at another school each Tuesday, from a day on."""

    def __init__(self, since: dt.date = dt.date(2026, 9, 2)) -> None:
        self.since = since

    def holds(self, on: dt.date, session: int, *, begun_by: dt.date) -> bool:
        return on.weekday() == 1 and self.since <= begun_by


def weighed(*ledger: Excluded, elsewhere: tuple[Tuesdays, ...] = ()) -> list[Weighed]:
    return weigh(ledger, CALENDAR, TERMS, elsewhere, until=END)


def duty_of(trigger: Trigger, received: str = "", *, represented: bool = False) -> BoardDuty:
    return board_duty(
        trigger, received_on=day(received) if received else None, represented=represented, calendar=CALENDAR
    )


def codes(
    one: Excluded, *ledger: Excluded, reasons: tuple[str, ...] = ("PP",), **more: object
) -> list[tuple[str, str]]:
    outside = more.pop("outside", None)
    asked = Proposal(one, reasons, more.pop("on_roll", ROLL), **more)  # type: ignore[arg-type]
    faults = faults_of(asked, ledger, CALENDAR, outside=outside)  # type: ignore[arg-type]
    assert all(fault.said.endswith(".") and fault.code for fault in faults)
    return [(fault.code, fault.field) for fault in faults]


class TestHalfDays:
    @pytest.mark.parametrize(
        ("one", "half_days"),
        [
            (out("16/11"), 2),
            (out("16/11 PM"), 1),
            (out("16/11 PM", "18/11 AM"), 4),
            (out("05/11", "09/11"), 4),  # an INSET day and a weekend between
            (out("17/12", "18/12 AM"), 3),  # the school closes that afternoon
            (out("22/10", "03/11"), 8),  # over half-term
            (out("16/11", "27/11", Kind.LUNCHTIME), 10),
            (out("17/12", "18/12 AM", Kind.LUNCHTIME), 1),  # no lunchtime where the afternoon is not held
            (out("16/11", "18/11", Kind.INTERNAL), 0),
            (out("16/11", "18/11", back="17/11 PM"), 3),
            (out("16/11", "18/11", back="16/11"), 0),
        ],
    )
    def test_what_an_exclusion_takes(self, one: Excluded, half_days: int) -> None:
        assert taken_by(one, CALENDAR).half_days == half_days

    def test_sessions_due_at_another_school_are_not_counted(self) -> None:
        assert taken_by(out("16/11", "18/11"), CALENDAR, [Tuesdays()]).half_days == 4
        assert taken_by(out("16/11", "18/11", Kind.LUNCHTIME), CALENDAR, [Tuesdays()]).half_days == 2

    def test_a_registration_that_begins_after_the_exclusion_takes_nothing_off_it(self) -> None:
        later = Tuesdays(since=day("17/11"))
        assert taken_by(out("16/11", "24/11"), CALENDAR, [later]).half_days == 14
        assert taken_by(out("17/11", "24/11"), CALENDAR, [later]).half_days == 8
        (only,) = runs_of([out("16/11", "24/11")], CALENDAR, [later], until=END)
        assert only.sixth == day("23/11")

    def test_a_permanent_one_takes_what_has_come_by_then(self) -> None:
        assert taken_by(out("16/11", kind=Kind.PERMANENT), CALENDAR, until=day("20/11")).half_days == 10
        assert taken_by(out("16/11", kind=Kind.PERMANENT), CALENDAR).half_days == 0

    def test_words(self) -> None:
        assert [days_words(one) for one in (0, 1, 2, 5, 32)] == ["0 days", "half a day", "1 day", "2.5 days", "16 days"]

    def test_a_lunchtime_is_not_met_by_half_a_day(self) -> None:
        lunch = Taken((), (day("16/11"),))
        assert lunch.meets(taken_by(out("16/11"), CALENDAR))
        assert not lunch.meets(taken_by(out("16/11 PM"), CALENDAR))


class TestTerms:
    def test_two_half_terms_make_one(self) -> None:
        assert [(one.number, one.starts_on, one.ends_on) for one in TERMS] == [
            (1, dt.date(2026, 9, 2), dt.date(2026, 12, 18)),
            (2, dt.date(2027, 1, 4), dt.date(2027, 3, 25)),
            (3, dt.date(2027, 4, 12), dt.date(2027, 7, 21)),
        ]
        assert TERMS[1].words == "Spring term 2026/27"

    def test_the_spans_of_the_census_where_the_school_says_so(self) -> None:
        found = terms_of(CALENDAR, by_dates=True)
        assert [(one.starts_on, one.ends_on) for one in found] == [
            (dt.date(2026, 8, 1), dt.date(2026, 12, 31)),
            (dt.date(2027, 1, 1), dt.date(2027, 3, 28)),
            (dt.date(2027, 3, 29), dt.date(2027, 7, 31)),
        ]

    def test_a_day_between_two_is_of_the_one_that_ended(self) -> None:
        assert term_of(dt.date(2026, 12, 25), TERMS) == TERMS[0]
        assert term_of(dt.date(2026, 8, 1), TERMS) == TERMS[0]
        assert term_of(dt.date(2026, 8, 1), ()) is None
        assert isinstance(term_of(END, TERMS), SchoolTerm)


class TestTriggers:
    def test_x1(self) -> None:
        first, second = weighed(out("09/11", "11/11 AM"), out("23/11", "25/11"))
        assert (first.trigger, first.in_term) == (Trigger.UPTO5, 5)
        assert (second.trigger, second.in_term) == (Trigger.OVER5, 11)
        assert duty_of(second.trigger, "25/11").duty is Duty.NOTHING
        asked = duty_of(second.trigger, "25/11", represented=True)
        assert (asked.duty, asked.days, asked.by) == (Duty.MEET, 50, CALENDAR.add_school_days(day("25/11"), 50))
        assert asked.may_reinstate

    def test_x2(self) -> None:
        ten, eleven = (out("09/11", last, Kind.LUNCHTIME) for last in ("20/11", "23/11"))
        assert [(one.in_term, one.trigger) for one in weighed(ten)] == [(10, Trigger.UPTO5)]
        assert [(one.in_term, one.trigger) for one in weighed(eleven)] == [(11, Trigger.OVER5)]

    def test_x3(self) -> None:
        first, second = weighed(out("11/01", "20/01"), out("01/02", "10/02"))
        assert (first.in_term, first.trigger) == (16, Trigger.OVER5)
        assert (second.in_term, second.trigger) == (32, Trigger.OVER15)
        duty = duty_of(second.trigger, "01/02")
        assert duty.by == dt.date(2027, 3, 1)  # half-term's week between

    def test_exactly_5_and_exactly_15_days_are_not_more(self) -> None:
        five, fifteen = out("09/11", "13/11"), out("09/11", "27/11")
        half = out("30/11", "30/11 AM")
        assert [(one.in_term, one.trigger) for one in weighed(five, half)] == [(10, Trigger.UPTO5), (11, Trigger.OVER5)]
        assert [(one.in_term, one.trigger) for one in weighed(fifteen, half)] == [
            (30, Trigger.OVER5),
            (31, Trigger.OVER15),
        ]

    def test_x4(self) -> None:
        (only,) = weighed(out("14/05", exam=True))
        assert only.trigger is Trigger.EXAM
        duty = duty_of(only.trigger, "14/05")
        assert (duty.days, duty.duty) == (15, Duty.MEET)

    def test_permanent(self) -> None:
        (only,) = weighed(out("16/11", kind=Kind.PERMANENT))
        assert only.trigger is Trigger.PEX

    def test_ao_11_the_day_elsewhere_is_not_counted_and_sixteen_crosses_fifteen(self) -> None:
        fourteen = out("02/11", "26/11")  # 18 school days of which 3 Tuesdays, less the INSET day
        before = weighed(fourteen, elsewhere=(Tuesdays(),))[-1]
        assert (before.in_term, before.trigger) == (28, Trigger.OVER5)
        after = weighed(fourteen, out("30/11", "02/12"), elsewhere=(Tuesdays(),))[-1]
        assert (after.taken.half_days, after.in_term, after.trigger) == (4, 32, Trigger.OVER15)

    def test_one_entered_late_weighs_those_after_it_anew(self) -> None:
        early, late = out("09/11", "12/11"), out("23/11", "25/11")
        assert weighed(late)[0].trigger is Trigger.UPTO5
        assert [one.trigger for one in weighed(late, early)] == [Trigger.UPTO5, Trigger.OVER5]

    def test_the_new_term_begins_at_nothing(self) -> None:
        assert [one.in_term for one in weighed(out("30/11", "09/12"), out("11/01", "12/01"))] == [16, 4]

    def test_one_over_two_terms_makes_the_stronger(self) -> None:
        (only,) = weighed(out("17/12", "11/01"))
        assert (only.in_term, only.trigger) == (12, Trigger.OVER5)

    def test_five_days_or_fewer_are_read_when_parents_write(self) -> None:
        read = duty_of(Trigger.UPTO5, represented=True)
        assert (read.duty, read.may_reinstate) == (Duty.READ, False)
        assert duty_of(Trigger.UPTO5).duty is Duty.NOTHING

    def test_no_deadline_before_receipt_or_past_the_calendar(self) -> None:
        assert duty_of(Trigger.PEX).by is None
        ending = duty_of(Trigger.PEX, "15/07")
        assert (ending.by, ending.too_short) == (None, True)

    def test_late(self) -> None:
        assert is_late(day("16/11"), day("17/11"))
        assert not is_late(day("16/11"), day("16/11"))
        assert not is_late(None, day("16/11"))

    @pytest.mark.parametrize("seed", range(5))
    def test_any_order_of_entry_gives_the_same(self, seed: int) -> None:
        ledger = [out("09/11", "11/11"), out("16/11 PM", "18/11"), out("23/11", kind=Kind.LUNCHTIME), out("30/11")]
        shuffled = random.Random(seed).sample(ledger, len(ledger))
        assert weighed(*shuffled) == weighed(*ledger)


class TestRates:
    @pytest.mark.parametrize(
        ("pupils", "suspensions", "suspended", "permanent", "rates"),
        [
            (800, 24, 15, 1, ["3.00", "1.88", "0.13"]),  # X6
            (2283, 27, 12, 1, ["1.1827", "0.5256", "0.0438"]),  # the DfE's row for Sutton
        ],
    )
    def test_x6(self, pupils: int, suspensions: int, suspended: int, permanent: int, rates: list[str]) -> None:
        again = suspensions - suspended + 1
        ledgers = [[out("09/11")] * again, *[[out("09/11")]] * (suspended - 1)]
        found = rates_of([*ledgers, *[[out("16/11", kind=Kind.PERMANENT)]] * permanent], pupils=pupils)
        assert (found.suspensions, found.suspended, found.permanent) == (suspensions, suspended, permanent)
        shown = zip((found.suspension_rate, found.one_plus_rate, found.permanent_rate), rates, strict=True)
        for rate, words in shown:
            assert (Decimal(rate.numerator) / rate.denominator).quantize(Decimal(words), ROUND_HALF_UP) == Decimal(
                words
            )

    def test_what_the_census_does_not_collect_is_in_no_rate(self) -> None:
        ledger = [out("09/11", kind=Kind.LUNCHTIME), out("16/11", kind=Kind.INTERNAL)]
        assert rates_of([ledger], pupils=800) == ExclusionRates(800, 0, 0, 0)

    def test_there_is_no_rate_of_nobody(self) -> None:
        with pytest.raises(ValueError, match="headcount"):
            rates_of([], pupils=0)


class TestStops:
    def test_nothing_stands_against_a_plain_one(self) -> None:
        assert codes(out("16/11", "18/11")) == []

    def test_45_over_45_days_in_the_year_with_other_schools(self) -> None:
        assert codes(out("16/11", "17/11"), outside={2026: 88}) == [("over_45_days", "ends_on")]  # X5
        assert codes(out("16/11"), outside={2026: 88}) == []
        assert codes(out("16/11", "17/11"), outside={2025: 88}) == []
        assert codes(out("16/11", kind=Kind.PERMANENT), outside={2026: 90}) == []

    def test_45_what_was_cut_short_counts_for_the_days_served(self) -> None:
        served = out("02/11", "13/11", back="05/11")
        assert codes(out("16/11"), served, outside={2026: 82}) == []
        assert codes(out("16/11"), served, outside={2026: 83}) == [("over_45_days", "ends_on")]

    @pytest.mark.parametrize(
        ("one", "fault"),
        [
            (out("18/11", "16/11"), ("end_before_start", "ends_on")),
            (out("16/11 PM", "16/11 AM"), ("end_before_start", "ends_on")),
            (out("17/12", "18/12 PM"), ("no_session", "ends_on")),  # C 48
            (out("14/11", "16/11"), ("no_school", "starts_on")),  # C 52: a Saturday
            (out("05/11", "06/11"), ("no_school", "ends_on")),
            (Excluded("x", Kind.PERMANENT, session("16/11"), session("20/11")), ("permanent_ends", "ends_on")),
            (Excluded("x", Kind.SUSPENSION, session("16/11"), None), ("no_end", "ends_on")),
        ],
    )
    def test_46_48_51_52_dates(self, one: Excluded, fault: tuple[str, str]) -> None:
        assert codes(one) == [fault]

    def test_48_a_number_of_half_days_that_the_sessions_do_not_make(self) -> None:
        assert codes(out("16/11", "18/11"), stated_half_days=5) == [("half_days_wrong", "half_days")]
        assert codes(out("16/11", "18/11"), stated_half_days=6) == []

    def test_nothing_due_here(self) -> None:
        asked = Proposal(out("17/11"), ("PP",), ROLL)
        assert [fault.code for fault in faults_of(asked, (), CALENDAR, [Tuesdays()])] == ["nothing_taken"]

    def test_47_overlap(self) -> None:
        there = out("16/11", "18/11")
        assert codes(out("12/11", "16/11 AM"), there) == [("overlap", "starts_on")]
        assert codes(out("18/11 PM", "20/11"), there) == [("convert", "starts_on")]
        assert codes(out("19/11", "20/11"), there) == []
        assert codes(out("17/11", kind=Kind.LUNCHTIME), there) == [("overlap", "starts_on")]
        assert codes(out("17/11", kind=Kind.INTERNAL), there) == [("overlap", "starts_on")]
        assert codes(out("18/11"), out("16/11", "20/11", back="18/11")) == []

    def test_a_suspension_is_not_turned_into_a_permanent_exclusion(self) -> None:
        there = out("16/11", "18/11")
        assert codes(out("17/11", kind=Kind.PERMANENT), there) == [("convert", "starts_on")]
        asked = Proposal(out("17/11", kind=Kind.PERMANENT), ("PP",), ROLL)
        assert "Thu 19 Nov 2026 AM" in faults_of(asked, [there], CALENDAR)[0].said
        assert codes(out("19/11", kind=Kind.PERMANENT), there) == []
        assert codes(out("23/11"), out("19/11", kind=Kind.PERMANENT)) == [("overlap", "starts_on")]

    def test_49_50_reasons(self) -> None:
        assert codes(out("16/11"), reasons=()) == [("no_reason", "reasons")]
        assert codes(out("16/11", kind=Kind.INTERNAL), reasons=()) == []
        assert codes(out("16/11"), reasons=("PP", "PA", "BU", "TH")) == [("too_many_reasons", "reasons")]
        assert codes(out("16/11"), reasons=("PP", "PP")) == [("reason_twice", "reasons")]
        assert codes(out("16/11"), reasons=("ZZ",)) == [("unknown_reason", "reasons")]
        assert codes(out("16/11"), reasons=("PP", "PA", "BU")) == []

    def test_53_not_on_roll(self) -> None:
        left = ((dt.date(2026, 9, 2), day("17/11")),)
        assert codes(out("16/11", "18/11"), on_roll=left) == [("not_on_roll", "ends_on")]
        assert codes(out("18/11"), on_roll=left) == [("not_on_roll", "starts_on")]

    def test_cancelling(self) -> None:
        def found(back: str = "17/11", *, reason: str = "New facts", met: bool = False, year: int = 10) -> list[str]:
            asked = {"back_from": session(back), "reason": reason, "board_met": met, "half_days_in_year": year}
            return [one.code for one in faults_of_cancelling(out("16/11", "20/11"), **asked)]  # type: ignore[arg-type]

        assert found() == []
        assert found(met=True) == ["board_met"]
        assert found(year=91) == ["over_45_days"]
        assert found(year=90) == []
        assert found(reason=" ") == ["no_reason"]
        assert found("13/11") == ["back_too_early"]


class TestReasons:
    def test_both_lists_by_date(self) -> None:
        assert len(reasons_on(dt.date(2026, 8, 31))) == 16
        assert len(reasons_on(dt.date(2026, 9, 1))) == 29
        assert reasons_on(dt.date(2020, 8, 31)) == ()
        assert len({one.code for one in all_reasons()}) == 29
        assert all(one.source and one.words for one in all_reasons())


class TestSixthDay:
    @pytest.mark.parametrize(
        ("ledger", "sixth"),
        [
            ((out("16/11", "20/11"),), None),
            ((out("16/11", "23/11"),), "23/11"),
            ((out("16/11", "18/11"), out("19/11", "24/11")), "23/11"),
            ((out("16/11", "18/11 AM"), out("18/11 PM", "24/11")), "23/11"),
            ((out("16/11", "20/11"), out("23/11", "24/11")), "23/11"),  # over a weekend they run on
            ((out("16/11", "18/11"), out("20/11", "24/11")), None),
            ((out("16/11", "18/11"), out("19/11", "20/11", Kind.LUNCHTIME), out("23/11", "25/11")), None),
            ((out("16/11", "18/11"), out("19/11", kind=Kind.PERMANENT)), "26/11"),
        ],
    )
    def test_consecutive_ones_run_on_and_separate_ones_do_not(
        self, ledger: tuple[Excluded, ...], sixth: str | None
    ) -> None:
        last = run_of(ledger[-1].key, runs_of(ledger, CALENDAR, until=day("04/12")))
        assert last is not None
        assert last.sixth == (day(sixth) if sixth else None)

    def test_a_day_at_the_other_school_neither_counts_nor_parts(self) -> None:
        ledger = (out("16/11"), out("18/11", "26/11"))
        (only,) = runs_of(ledger, CALENDAR, [Tuesdays()], until=END)
        assert only.sixth == day("25/11")

    def test_the_authority_arranges_for_a_permanent_one(self) -> None:
        suspended, permanent = runs_of((out("16/11"), out("17/11", kind=Kind.PERMANENT)), CALENDAR, until=END)
        assert (suspended.permanent, permanent.permanent) == (False, True)
        assert run_of("nobody", [suspended]) is None


class TestNotices:
    def test_the_board_without_delay_only_from_five_days(self) -> None:
        def board(trigger: Trigger) -> bool:
            owed = notices_due(Kind.SUSPENSION, trigger, home_authority_differs=False)
            return next(one.without_delay for one in owed if one.to is To.BOARD)

        assert [board(one) for one in Trigger] == [True, True, True, True, False]

    def test_who_is_told(self) -> None:
        owed = notices_due(Kind.LUNCHTIME, Trigger.UPTO5, home_authority_differs=True, of_age=True)
        assert [one.to for one in owed] == list(To)
        younger = notices_due(Kind.LUNCHTIME, Trigger.UPTO5, home_authority_differs=True)
        assert To.PUPIL not in {one.to for one in younger}
        assert notices_due(Kind.INTERNAL, Trigger.UPTO5, home_authority_differs=True) == ()
        more = notices_due(
            Kind.PERMANENT, Trigger.PEX, home_authority_differs=False, cancelled=True, board_decided=True
        )
        assert [one.to for one in more if one.about is About.CANCELLED] == [
            To.PARENTS,
            To.AUTHORITY,
            To.LEAD,
            To.BOARD,
        ]
        assert [one.to for one in more if one.about is About.DECIDED] == [To.PARENTS, To.AUTHORITY, To.LEAD]

    def test_a_pupil_is_of_age_from_the_eighteenth_birthday(self) -> None:
        assert [is_of_age(dt.date(2008, 11, 16), day(on)) for on in ("15/11", "16/11")] == [False, True]
        leap = [is_of_age(dt.date(2008, 2, 29), dt.date(2026, *on)) for on in ((2, 28), (3, 1))]
        assert leap == [False, True]

    def test_parents_are_told_in_writing_too(self) -> None:
        due = NoticeDue(To.PARENTS, About.EXCLUDED)
        assert not is_given(due, {How.PHONE})
        assert is_given(due, {How.PHONE, How.LETTER})
        assert is_given(NoticeDue(To.LEAD, About.EXCLUDED), {How.PHONE})
        assert not is_given(NoticeDue(To.LEAD, About.EXCLUDED), set())


class TestReviews:
    declined = Review(board=Decision.DECLINED, parents_told_on=day("16/11"))

    def test_clocks(self) -> None:
        asked = replace(self.declined, applied_on=day("20/11"), outcome=Outcome.QUASHED, outcome_on=day("27/11"))
        clocks = review_clocks(asked, CALENDAR)
        assert (clocks.apply_by, clocks.begin_by, clocks.reconsider_by) == (day("07/12"), day("11/12"), day("11/12"))
        assert review_clocks(replace(asked, withdrawn_on=day("23/11")), CALENDAR).begin_by is None
        assert review_clocks(Review(board=Decision.REINSTATED, parents_told_on=day("16/11")), CALENDAR).apply_by is None

    def test_a_late_application_is_rejected(self) -> None:
        assert application_refusal(self.declined, day("07/12"), CALENDAR) is None
        assert "must be rejected" in str(application_refusal(self.declined, day("08/12"), CALENDAR))
        assert application_refusal(self.declined, day("13/11"), CALENDAR)
        assert application_refusal(Review(), day("07/12"), CALENDAR)
        assert application_refusal(replace(self.declined, waived_on=day("17/11")), day("18/11"), CALENDAR)

    def test_the_days_to_apply_run_anew_from_the_end_of_a_claim_of_discrimination(self) -> None:
        pending = replace(self.declined, claimed_on=day("01/12"))
        assert review_clocks(pending, CALENDAR).apply_by is None
        assert application_refusal(pending, day("08/12"), CALENDAR) is None
        assert "pending" in str(ground_refusal(pending, day("01/02"), CALENDAR))
        ended = replace(pending, claim_ended_on=day("11/01"))
        assert review_clocks(ended, CALENDAR).apply_by == day("01/02")
        assert application_refusal(ended, day("01/02"), CALENDAR) is None
        assert "must be rejected" in str(application_refusal(ended, day("02/02"), CALENDAR))
        assert ground_refusal(ended, day("02/02"), CALENDAR) is None

    def test_days_keep_the_order_in_which_a_review_goes(self) -> None:
        one = replace(self.declined, decided_on=day("16/11"), applied_on=day("20/11"))
        assert order_fault(replace(one, withdrawn_on=day("20/11"), waived_on=day("16/11"))) is None
        assert "The waiver" in str(order_fault(replace(one, waived_on=day("13/11"))))
        assert "Its withdrawal" in str(order_fault(replace(one, withdrawn_on=day("19/11"))))

    @pytest.mark.parametrize(
        ("change", "leaves"),
        [
            ({}, False),
            ({"board": None}, False),
            ({"board": Decision.REINSTATED}, False),
            ({"waived_on": day("17/11")}, True),
            ({"parents_told_on": None}, False),
            ({"parents_told_on": day("09/11")}, True),  # the fifteenth school day was Monday
            ({"parents_told_on": day("10/11")}, False),
            ({"applied_on": day("20/11")}, False),
            ({"applied_on": day("20/11"), "outcome": Outcome.UPHELD}, True),
            ({"applied_on": day("20/11"), "outcome": Outcome.QUASHED}, False),
            ({"applied_on": day("20/11"), "outcome": Outcome.QUASHED, "reconsidered": Decision.DECLINED}, True),
            ({"applied_on": day("20/11"), "outcome": Outcome.RECOMMENDED, "reconsidered": Decision.REINSTATED}, False),
            ({"applied_on": day("20/11"), "withdrawn_on": day("23/11")}, False),
        ],
    )
    def test_a_name_leaves_the_roll_only_when_reviews_are_over_or_waived(
        self, change: dict[str, Any], leaves: bool
    ) -> None:
        refusal = ground_refusal(replace(self.declined, **change), day("01/12"), CALENDAR)
        assert (refusal is None) is leaves

    def test_nothing_leaves_without_an_exclusion(self) -> None:
        assert ground_refusal(None, day("01/12"), CALENDAR)
