"""Closures: what one makes of each kind of cell, which days may be entered, and what may stand in a closed session."""

import datetime as dt

import pytest

from foundation.refusals import Fault
from schools.calendar.rules.school_calendar import DayOff, HalfTerm, NonSchoolDay, SchoolCalendar
from schools.registers.rules.closures import (
    Effect,
    becomes,
    day_refusal,
    effect_on,
    marks_refusal,
    may_be_undone,
    unplanned_refusal,
)
from schools.registers.rules.codes import MarkClass
from schools.registers.rules.entering import NO_MARK, CellMark, Entering, cell_refusal, codes_on, planned_codes
from schools.registers.rules.slots import Slot, Window, WindowPhase

THURSDAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
CALENDAR = SchoolCalendar(
    (HalfTerm(2026, 2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),),
    (
        NonSchoolDay(THURSDAY + DAY, DayOff.INSET),
        NonSchoolDay(THURSDAY - DAY, DayOff.UNPLANNED, 1, note="Boiler failure"),
    ),
)

#: What stands there, whether the session is due at another school, and what a closure writes: None leaves it.
MATRIX = [
    (NO_MARK, False, Effect.FILLED, "Y4"),
    (NO_MARK, True, Effect.ELSEWHERE, "D"),
    (CellMark("C", planned=True), False, Effect.GIVES_WAY, "Y4"),
    (CellMark("S", planned=True), False, Effect.GIVES_WAY, "Y4"),
    (CellMark("E", planned=True), True, Effect.GIVES_WAY, "Y4"),
    (CellMark("D", planned=True), True, Effect.CONFIRMED, "D"),
    (CellMark("X", planned=True), False, Effect.CONFIRMED, "X"),
    (CellMark("/"), False, Effect.STAYS, None),
    (CellMark("L", 9), False, Effect.STAYS, None),
    (CellMark("V"), False, Effect.STAYS, None),
    (CellMark("I"), False, Effect.STAYS, None),
    (CellMark("C"), False, Effect.STAYS, None),
    (CellMark("N"), False, Effect.STAYS, None),
    (CellMark("U", 40), False, Effect.STAYS, None),
    (CellMark("Y1"), False, Effect.STAYS, None),
    (CellMark("D"), True, Effect.STAYS, None),
]


class TestMatrix:
    @pytest.mark.parametrize(("held", "elsewhere", "effect", "code"), MATRIX)
    def test_what_becomes_of_a_cell(self, held: CellMark, elsewhere: bool, effect: Effect, code: str | None) -> None:
        found = effect_on(held, THURSDAY, elsewhere=elsewhere)
        assert (found, becomes(held, found)) == (effect, code)

    def test_the_table_has_every_class_taken_and_every_class_that_can_be_planned(self) -> None:
        classes = {row.code: row.mark_class for row in codes_on(THURSDAY)}
        taken = {classes[held.code] for held, *_ in MATRIX if held.code and not held.planned}
        assert taken == set(MarkClass) - {MarkClass.NOT_COLLECTED}
        planned = {classes[held.code] for held, *_ in MATRIX if held.code and held.planned}
        assert planned == {classes[code] for code in planned_codes(THURSDAY)}


class TestDays:
    @pytest.mark.parametrize(
        ("on", "session", "code", "words"),
        [
            (THURSDAY + 2 * DAY, None, "not_a_session", "Saturday 21 November 2026 is not a school day."),
            (dt.date(2026, 10, 28), None, "not_a_session", "outside the half-terms"),
            (dt.date(2019, 11, 19), None, "not_a_session", "outside the half-terms"),
            (THURSDAY + DAY, None, "closed_already", "on Friday 20 November: INSET day."),
            (THURSDAY + DAY, 2, "closed_already", "the afternoon of Friday 20 November: INSET day."),
            (THURSDAY - DAY, None, "closed_already", "the morning of Wednesday 18 November: unplanned closure."),
            (THURSDAY - DAY, 1, "closed_already", "the morning of Wednesday 18 November"),
        ],
    )
    def test_what_cannot_be_closed(self, on: dt.date, session: int | None, code: str, words: str) -> None:
        fault = day_refusal(CALENDAR, (), on, session)
        assert fault is not None
        assert fault.code == code
        assert words in fault.words
        assert fault.remedy

    def test_the_half_that_still_meets_is_offered(self) -> None:
        fault = day_refusal(CALENDAR, (), THURSDAY - DAY, None)
        assert fault is not None
        assert (fault.field, fault.remedy) == ("session", "Enter the afternoon alone.")
        assert day_refusal(CALENDAR, (), THURSDAY - DAY, 2) is None

    def test_a_closed_year_stays_closed(self) -> None:
        fault = day_refusal(CALENDAR, {2026}, THURSDAY, None)
        assert fault is not None
        assert fault.code == "year_closed"
        assert day_refusal(CALENDAR, {2025}, THURSDAY, None) is None

    @pytest.mark.parametrize(("ahead", "code"), [(-30, None), (0, None), (7, None), (8, "too_far_ahead")])
    def test_an_unplanned_closure_is_not_of_next_month(self, ahead: int, code: str | None) -> None:
        fault = unplanned_refusal(THURSDAY + ahead * DAY, THURSDAY)
        assert (fault and fault.code) == code

    def test_nor_of_a_time_before_its_code(self) -> None:
        fault = unplanned_refusal(dt.date(2024, 8, 18), THURSDAY)
        assert fault is not None
        assert "Y4" in fault.words

    @pytest.mark.parametrize(
        ("marks", "planned", "words"),
        [
            (1, 0, "1 mark stands in what would be closed. "),
            (1204, 3, "1,204 marks stand in what would be closed, 3 of them only planned. "),
            (2, 2, "2 marks stand in what would be closed, all of them only planned. "),
        ],
    )
    def test_a_planned_closure_counts_the_marks_it_would_leave_outside(
        self, marks: int, planned: int, words: str
    ) -> None:
        fault = marks_refusal(marks, planned)
        assert fault is not None
        assert fault.said.startswith(words)
        assert marks_refusal(0, 0) is None

    @pytest.mark.parametrize(
        ("entered", "on", "today", "may"),
        [
            (THURSDAY, THURSDAY, THURSDAY, True),
            (THURSDAY, THURSDAY, THURSDAY + DAY, False),
            (THURSDAY, THURSDAY + DAY, THURSDAY + DAY, True),
            (THURSDAY, THURSDAY - 9 * DAY, THURSDAY, True),
            (THURSDAY, THURSDAY - 9 * DAY, THURSDAY + DAY, False),
        ],
    )
    def test_until_when_it_is_undone_at_one_stroke(
        self, entered: dt.date, on: dt.date, today: dt.date, may: bool
    ) -> None:
        assert may_be_undone(entered, on, today) is may


class TestClosedSession:
    """A session that the school was unexpectedly closed for: its register is never taken, so what stands is amended."""

    @staticmethod
    def refused(
        held: CellMark, asked: CellMark, *, phase: WindowPhase, may_amend: bool, reason: str = ""
    ) -> Fault | None:
        slot = Slot(
            THURSDAY, 1, phase, THURSDAY, Window(dt.time(8, 50), 20), (2026, 2), unplanned="unplanned closure: Snow"
        )
        entering = Entering(may_amend, reason)
        return cell_refusal(slot, birth=dt.date(2013, 3, 14), held=held, asked=asked, entering=entering)

    @pytest.mark.parametrize("phase", WindowPhase)
    @pytest.mark.parametrize(
        ("asked", "may_amend", "reason", "code"),
        [
            (CellMark("I"), False, "", "may_not_amend"),
            (CellMark("I"), True, "", "reason_missing"),
            (CellMark("I"), True, "Ill at home", None),
            (CellMark("Y2"), True, "No bus", None),
            (NO_MARK, True, "By mistake", "not_removable"),
            (CellMark("#"), True, "Closed", "code_refused"),
        ],
    )
    def test_y4_is_amended_at_any_hour_and_never_removed(
        self, phase: WindowPhase, asked: CellMark, may_amend: bool, reason: str, code: str | None
    ) -> None:
        fault = self.refused(CellMark("Y4"), asked, phase=phase, may_amend=may_amend, reason=reason)
        assert (fault and fault.code) == code

    def test_the_words_name_the_closure_and_not_a_time(self) -> None:
        fault = self.refused(CellMark("Y4"), CellMark("I"), phase=WindowPhase.AHEAD, may_amend=False)
        assert fault is not None
        assert fault.words == "The school is unexpectedly closed then. Ask the attendance officer to amend the mark."

    def test_who_joined_since_is_entered_before_the_hour_too(self) -> None:
        assert self.refused(NO_MARK, CellMark("Y4"), phase=WindowPhase.AHEAD, may_amend=False) is None
