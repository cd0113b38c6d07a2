"""What pages of registers say in sentences that can turn out in several ways: no database."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui.sentences import Said
from schools.registers.pages.group_week import GroupWeek
from schools.registers.pages.registers import NOT_OPEN, Day, DayLine, Due, State
from schools.registers.pages.week_words import week_words
from schools.registers.pages.years import year_lines
from schools.registers.queries.sheets import Sheet, SheetRow
from schools.registers.queries.years import YearOfRegisters
from schools.registers.rules.entering import CellMark
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.pages.name_markup import name_html

TODAY = dt.date(2026, 11, 19)
TO_TAKE = State("missing", "Missing", to_do=True)
SENT = State("sent", "Sent")
WAITING = State("off", NOT_OPEN)
NONE = State("off", "No register")


def day(*states: State, closed: str = "") -> Day:
    due = tuple(Due("9C", "Year 9", "", "am", state, "/", 28, True) for state in states)
    return Day(TODAY, closed, (("Year 9", (DayLine("9C", "", 28, due),)),) if due else ())


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (day(closed="Half-term."), Said("Half-term. No register is taken.")),
        (day(), Said("There is no group here with pupils in it on this day.")),
        (day(SENT, SENT), Said("Every register is in.")),
        (day(WAITING, WAITING), Said("No register is missing. 2 not open yet.")),
        (day(SENT, WAITING), Said("No register is missing. 1 sent, 1 not open yet.")),
        (day(NONE), Said("No register is missing.")),
        (day(TO_TAKE), Said(strong="1 register", after=" is missing.")),
        (day(TO_TAKE, TO_TAKE, SENT), Said(strong="2 registers", after=" are missing. 1 sent.")),
        (
            day(TO_TAKE, SENT, WAITING),
            Said(strong="1 register", after=" is missing. 1 sent, 1 not open yet."),
        ),
    ],
)
def test_how_a_day_stands(page: Day, said: Said) -> None:
    assert page.said == said


def week_of(
    *codes: str | None, tutor: str = "", date: dt.date = TODAY, phase: WindowPhase = WindowPhase.OPEN
) -> GroupWeek:
    """A group's week of one session, with a pupil for each code."""
    slot = Slot(date, 1, phase, TODAY)
    pupil: Any = SimpleNamespace()
    group: Any = SimpleNamespace(name="9C", year_group="9")
    sheet = Sheet(group, (slot,), tuple(SheetRow(pupil, (CellMark(code),)) for code in codes), (0,))
    return GroupWeek(sheet, slot, tutor, "", "")


def test_whose_register_it_is() -> None:
    assert week_of("/").aside == "1 pupil"
    assert week_of("/", "/", tutor="Ms A Lindqvist").aside == "2 pupils, Ms A Lindqvist"


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (week_of("/", None), "this morning’s register, 1 of 2 marks"),
        (week_of(None), "this morning’s register"),
        (week_of("/"), "this morning"),
        (week_of("/", date=TODAY - dt.timedelta(days=1)), "Wednesday morning, 18 November"),
    ],
)
def test_what_stands_beside_the_state(week: GroupWeek, words: str) -> None:
    assert week.state_words == words


def test_the_chosen_session_is_lit_among_the_ten() -> None:
    morning, afternoon = Slot(TODAY, 1, WindowPhase.OPEN, TODAY), Slot(TODAY, 2, WindowPhase.AHEAD, TODAY)
    before = Slot(TODAY - dt.timedelta(days=1), 2, WindowPhase.OPEN, TODAY)
    group: Any = SimpleNamespace(name="9C", year_group="9")
    week = GroupWeek(Sheet(group, (before, morning, afternoon), (), ()), morning, "", "", "")
    heads = [(column.name, column.css, column.chosen) for column in week.columns]
    assert heads == [("PM", "other pm", False), ("AM", "day lit", True), ("PM", "day pm", False)]


def school_week(absent: int = 0, unexplained: int = 0, **changed: Any) -> Any:
    """As much of a school's week as its words are made of."""
    values: dict[str, Any] = {
        "monday": dt.date(2026, 11, 16),
        "friday": dt.date(2026, 11, 20),
        "current": True,
        "running": True,
        "closed": "",
        "slots": (),
        "forms": 3,
        "now": object(),
        "when": "this morning",
        "figures": SimpleNamespace(absent=absent, unexplained=unexplained),
    }
    return SimpleNamespace(**values | changed)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (school_week(1), "is absent this morning."),
        (school_week(2), "are absent this morning."),
        (school_week(2, 1), "are absent this morning,"),
        (school_week(1, running=False, when="on Wednesday afternoon"), "was absent on Wednesday afternoon."),
        (school_week(2, running=False, when="on Wednesday afternoon"), "were absent on Wednesday afternoon."),
    ],
)
def test_how_many_are_absent(page: Any, words: str) -> None:
    assert week_words(page).are_absent == words


def test_nobody_is_or_was_absent() -> None:
    assert week_words(school_week()).nobody_absent == "Nobody is marked absent this morning."
    past = school_week(running=False, when="on Wednesday afternoon")
    assert week_words(past).nobody_absent == "Nobody was marked absent on Wednesday afternoon."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"closed": "Half-term."}, "Half-term."),
        ({"forms": 0}, "You have no form with pupils in it this week."),
        ({"now": None}, "No register of this week has opened yet. What is planned may be entered."),
    ],
)
def test_why_a_week_has_no_figures(changed: dict[str, Any], said: str) -> None:
    assert week_words(school_week(**changed)).nothing == said


def test_which_week_it_is() -> None:
    this, other = week_words(school_week()), week_words(school_week(current=False, friday=dt.date(2026, 12, 2)))
    assert (this.heading, this.days) == ("This week", "16 to 20 November")
    assert (other.heading, other.days) == ("Week of 16 November 2026", "16 Nov to 2 Dec")


def test_how_a_year_stands_and_why_it_was_not_opened() -> None:
    closed = YearOfRegisters(2024, 10, 0, True, dt.datetime(2025, 8, 31, 23, 30, tzinfo=dt.UTC), "Mrs H Adair")
    ended = YearOfRegisters(2025, 10, 0, True, None, "")
    running = YearOfRegisters(2026, 10, 0, False, None, "")
    lines = year_lines([closed, ended, running], refused=2024)
    assert [line.state for line in lines] == [
        "closed 1 September 2025 by Mrs H Adair",
        "open, though it has ended",
        "running",
    ]
    assert [bool(line.error) for line in lines] == [True, False, False]


def test_what_tells_a_pupil_apart_stands_by_itself_and_the_name_reads_as_it_is() -> None:
    markup = name_html("O'Dell & Vale, Zoe (born 14 Mar 2015)")
    assert re.sub(r"<[^>]+>", "", markup) == "O&#x27;Dell &amp; Vale, Zoe (born 14 Mar 2015)"
    assert '<span class="born">born </span>14 Mar 2015)</span>' in markup
    assert name_html("Born, Ada") == "Born, Ada"
