"""Totals, rates, thresholds and the way to and from the persistent line: the worked examples (`data/SOURCES.md`)."""

import csv
import re
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import numbers
from schools.registers.rules.codes import CodeNotValidOn, UnknownCode, codes
from schools.registers.rules.totals import (
    Totals,
    attended_to_leave_persistent,
    can_still_finish_below,
    is_persistent,
    is_severe,
    most_absence_below_persistent,
    sessions_to_persistent,
)

DATA = Path(__file__).parent / "data"
ON = date(2025, 9, 8)
VERDICTS = {"yes": True, "no": False, "excluded": None}


def worked_examples() -> list[dict[str, str]]:
    with (DATA / "worked_examples.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def marks(register: str, on: date) -> list[tuple[str, date]]:
    entered: list[tuple[str, date]] = []
    for item in register.split():
        code, times = re.fullmatch(r"(.+?)(?:\*(\d+))?", item).groups()  # type: ignore[union-attr]
        entered += [(code, on)] * int(times or 1)
    return entered


def of(register: str, on: date = ON) -> Totals:
    return Totals.of(marks(register, on))


counts = st.integers(0, 400)
totals = st.builds(Totals, *[counts] * 9)
valid_codes = st.sampled_from([code.code for code in codes() if code.valid_on(ON)] + [""])
registers = st.lists(st.tuples(valid_codes, st.just(ON)), max_size=60)
part_and_whole = st.integers(0, 2000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


class TestWorkedExamples:
    def test_all_twenty_one_are_here(self) -> None:
        assert [row["id"] for row in worked_examples()] == [f"E{number:02d}" for number in range(1, 22)]

    @pytest.mark.parametrize("example", worked_examples(), ids=lambda row: row["id"])
    def test_example(self, example: dict[str, str]) -> None:
        total = of(example["register"], date.fromisoformat(example["from_date"]))
        counted = {
            "marks_entered": total.recorded,
            "possible": total.possible,
            "present": total.present,
            "aea": total.approved,
            "attendance": total.attendance,
            "authorised": total.authorised,
            "unauthorised": total.unauthorised,
            "absence": total.absence,
            "not_possible": total.not_possible,
            "not_collected": total.not_collected,
            "late_L": total.late_before,
            "late_U": total.late_after,
        }
        assert counted == {name: int(example[name]) for name in counted}
        for name, part in (("attendance_pct", total.attendance), ("absence_pct", total.absence)):
            expected = None if example[name] == "undefined" else Decimal(example[name])
            assert numbers.rate(part, total.possible, 2) == expected
        assert is_persistent(total.absence, total.possible) is VERDICTS[example["persistent_absence"]]
        assert is_severe(total.absence, total.possible) is VERDICTS[example["severe_absence"]]


class TestAggregates:
    def test_a1_weighted_not_averaged(self) -> None:
        both = Totals(present=361, authorised=19) + Totals(present=10, authorised=10)
        assert numbers.rate(both.absence, both.possible, 2) == Decimal("7.25")

    def test_a2_trust_absence(self) -> None:
        trust = Totals(present=95_000, authorised=5_000) + Totals(present=45_000, authorised=5_000)
        assert numbers.rate(trust.absence, trust.possible, 2) == Decimal("6.67")

    def test_a3_trust_persistent_absence(self) -> None:
        assert numbers.rate(60 + 150, 400 + 600) == Decimal("21.0")

    def test_a4_one_child_two_enrolments(self) -> None:
        at_a, at_b = Totals(present=170, authorised=30), Totals(present=170, authorised=10)
        assert is_persistent(at_a.absence, at_a.possible) is True
        assert is_persistent(at_b.absence, at_b.possible) is False
        child = at_a + at_b
        assert numbers.rate(child.absence, child.possible) == Decimal("10.5")
        assert is_persistent(child.absence, child.possible) is True

    def test_a6_dual_registration(self) -> None:
        trust = of("/ \\ / \\ D D D D D D") + of("D D D D / \\ O O / \\")
        assert (trust.attendance, trust.possible) == (8, 10)

    def test_a8_reason_rates_sum_to_the_absence_rate(self) -> None:
        entered = marks("L U I G N O M R / B", ON)
        whole = Totals.of(entered)
        reasons = [numbers.rate(1, whole.possible, 2) for code, _ in entered if Totals.of([(code, ON)]).absence]
        assert sum(rate for rate in reasons if rate is not None) == numbers.rate(whole.absence, whole.possible, 2) == 70

    def test_a7_the_small_group_has_its_rate_inside(self) -> None:
        assert numbers.rate(2, 4) == Decimal("50.0")


class TestTotals:
    def test_a_missing_mark_is_neither_present_nor_absent_nor_possible(self) -> None:
        total = Totals.of([("", ON), ("/", ON), ("I", ON)])
        assert total == Totals(present=1, authorised=1, missing=1)
        assert (total.possible, total.recorded, total.expected) == (2, 2, 3)

    def test_a_mark_that_means_nothing_is_not_skipped(self) -> None:
        with pytest.raises(UnknownCode):
            Totals.of([("/", ON), ("Q9", ON)])
        with pytest.raises(CodeNotValidOn):
            Totals.of([("H", ON)])

    @given(registers, st.integers(0, 60))
    def test_splitting_a_group_never_changes_its_total(self, register: list[tuple[str, date]], cut: int) -> None:
        assert Totals.of(register[:cut]) + Totals.of(register[cut:]) == Totals.of(register)

    @given(registers)
    def test_order_never_changes_a_total(self, register: list[tuple[str, date]]) -> None:
        assert Totals.of(sorted(register)) == Totals.of(register)

    @given(registers)
    def test_every_mark_is_counted_once(self, register: list[tuple[str, date]]) -> None:
        total = Totals.of(register)
        assert total.expected == len(register)
        assert total.late_before <= total.present
        assert total.late_after <= total.unauthorised
        assert total.late == sum(code in {"L", "U"} for code, _ in register)

    @given(st.lists(totals, max_size=6))
    def test_a_sum_adds_every_field(self, parts: list[Totals]) -> None:
        whole = asdict(sum(parts, Totals()))
        assert whole == {field: sum(asdict(part)[field] for part in parts) for field in whole}

    @given(totals)
    def test_rates_lie_between_0_and_100_and_make_a_whole(self, total: Totals) -> None:
        attended = numbers.rate(total.attendance, total.possible)
        if attended is None:
            assert total.possible == 0
        else:
            assert 0 <= attended <= 100
            assert Fraction(total.attendance, total.possible) + Fraction(total.absence, total.possible) == 1


class TestThresholds:
    def test_exactly_ten_percent_is_persistent_and_what_shows_as_ten_may_not_be(self) -> None:
        assert is_persistent(10, 100) is True
        assert is_persistent(38, 380) is True
        assert is_persistent(20, 201) is False
        assert numbers.rate(20, 201) == Decimal("10.0")

    def test_exactly_half_is_severe(self) -> None:
        assert is_severe(70, 140) is True
        assert is_severe(69, 139) is False

    def test_no_possible_session_no_verdict(self) -> None:
        assert is_persistent(0, 0) is None
        assert is_severe(0, 0) is None

    @pytest.mark.parametrize(("absence", "possible"), [(1, 0), (-1, 5), (6, 5)])
    def test_impossible_counts_are_an_error(self, absence: int, possible: int) -> None:
        for verdict in (is_persistent, is_severe):
            with pytest.raises(ValueError, match="between 0 and"):
                verdict(absence, possible)

    @given(part_and_whole)
    def test_severe_is_a_subset_of_persistent(self, counted: tuple[int, int]) -> None:
        if is_severe(*counted):
            assert is_persistent(*counted)

    @given(part_and_whole)
    def test_one_more_absence_never_takes_a_pupil_out(self, counted: tuple[int, int]) -> None:
        absence, possible = counted
        if is_persistent(absence, possible):
            assert is_persistent(absence + 1, possible + 1)
            if absence < possible:
                assert is_persistent(absence + 1, possible)

    @given(part_and_whole)
    def test_one_more_attendance_never_brings_a_pupil_in(self, counted: tuple[int, int]) -> None:
        absence, possible = counted
        if is_persistent(absence, possible) is False:
            assert is_persistent(absence, possible + 1) is False


class TestOutlook:
    """The worklist's worked figures, to the session."""

    def test_nine_of_a_hundred_is_two_away(self) -> None:
        assert sessions_to_persistent(possible=100, absence=9) == 2

    def test_thirteen_of_a_hundred_and_twenty_leaves_after_eleven(self) -> None:
        assert is_persistent(13, 120) is True
        assert attended_to_leave_persistent(possible=120, absence=13) == 11

    def test_ten_of_a_hundred_leaves_after_one(self) -> None:
        assert is_persistent(10, 100) is True
        assert attended_to_leave_persistent(possible=100, absence=10) == 1

    def test_thirty_seven_of_380_is_the_last_finish_below(self) -> None:
        assert most_absence_below_persistent(380) == 37
        assert is_persistent(37, 380) is False
        assert numbers.rate(37, 380, 2) == Decimal("9.74")
        assert can_still_finish_below(37, 380) is True

    def test_thirty_eight_by_march_cannot_finish_below(self) -> None:
        assert is_persistent(38, 380) is True
        assert can_still_finish_below(38, 380) is False

    def test_before_the_first_session_the_first_absence_is_persistent(self) -> None:
        assert sessions_to_persistent(0, 0) == 1
        assert attended_to_leave_persistent(0, 0) == 0

    def test_a_year_without_sessions_has_no_finish(self) -> None:
        assert can_still_finish_below(0, 0) is False
        with pytest.raises(ValueError, match="0 sessions or more"):
            most_absence_below_persistent(-1)
        with pytest.raises(ValueError, match="between 0 and"):
            can_still_finish_below(5, 4)

    @given(part_and_whole)
    def test_sessions_to_persistent_is_the_smallest_number(self, counted: tuple[int, int]) -> None:
        absence, possible = counted
        more = sessions_to_persistent(possible, absence)
        assert is_persistent(absence + more, possible + more)
        if more:
            assert not is_persistent(absence + more - 1, possible + more - 1)

    @given(part_and_whole)
    def test_attended_to_leave_is_the_smallest_number(self, counted: tuple[int, int]) -> None:
        absence, possible = counted
        more = attended_to_leave_persistent(possible, absence)
        assert not is_persistent(absence, possible + more)
        if more:
            assert is_persistent(absence, possible + more - 1)

    @given(part_and_whole)
    def test_a_finish_below_is_a_year_that_is_not_persistent(self, counted: tuple[int, int]) -> None:
        absence, year = counted
        assert can_still_finish_below(absence, year) is (is_persistent(absence, year) is False)
