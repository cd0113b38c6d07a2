"""One group's week around a register, what to do where there is none, and which register is next."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from foundation.ui.numbers import counted
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import AM, SESSION_NAMES
from schools.registers.pages.cells import session_class
from schools.registers.pages.registers import (
    MISSING_WORD,
    MORNING_AFTERNOON,
    State,
    closures_in,
    neighbours,
    state_at,
    tutors_on,
    year_words,
)
from schools.registers.queries.board import day_board
from schools.registers.queries.sheets import Sheet, Timetable, sheet
from schools.registers.rules.slots import Slot
from schools.roll.models import RegistrationGroup

_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of one session: AM or PM, how it is drawn, and whether it is the chosen one."""

    slot: Slot
    name: str
    css: str
    chosen: bool


@dataclass(frozen=True)
class GroupWeek:
    """One group's week around a chosen session."""

    sheet: Sheet
    chosen: Slot
    tutor: str
    before: str
    after: str

    @property
    def place(self) -> int:
        """Which column the chosen session is."""
        return self.sheet.slots.index(self.chosen)

    def cell_of(self, pupil: str) -> int | None:
        """The cell of the chosen session that a list led to, counted row by row; None for a pupil who is not in it."""
        rows = (number for number, row in enumerate(self.sheet.rows) if str(row.pupil.id) == pupil)
        return next((number * len(self.sheet.slots) + self.place for number in rows), None)

    @property
    def state(self) -> State:
        return state_at(self.sheet, self.place)

    @property
    def pupils(self) -> int:
        return self.sheet.expected(self.place)

    @property
    def missing(self) -> int:
        return self.sheet.missing(self.place)

    @property
    def aside(self) -> str:
        """How many pupils, and who tutors them."""
        pupils = counted(self.pupils, "pupil")
        return f"{pupils}, {self.tutor}" if self.tutor else pupils

    @property
    def state_words(self) -> str:
        """What stands beside the state's tag: "this morning’s register, open until 09:30", "this morning, saved 09:12"."""
        when = f"{self.when}’s register" if self.state.word == MISSING_WORD else self.when
        return f"{when}, {self.state.more}" if self.state.more else when

    @property
    def closed_words(self) -> str:
        """That the school is unexpectedly closed in the chosen session, and why; empty when it is not."""
        return next(iter(closures_in([self.chosen])), "")

    @property
    def year(self) -> str:
        return year_words(self.sheet.group.year_group)

    @property
    def when(self) -> str:
        """ "this morning", or "Thursday morning, 19 November"."""
        half = MORNING_AFTERNOON[self.chosen.session]
        if self.chosen.date == self.chosen.today:
            return f"this {half}"
        return f"{self.chosen.date:%A} {half}, {self.chosen.date.day} {self.chosen.date:%B}"

    @property
    def columns(self) -> list[Column]:
        """The heads of the ten sessions."""
        return [
            Column(slot, SESSION_NAMES[slot.session], session_class(slot, self.chosen), slot == self.chosen)
            for slot in self.sheet.slots
        ]

    @property
    def days(self) -> list[tuple[Slot, bool]]:
        """The morning of each day, and whether it is the chosen day."""
        return [(slot, slot.date == self.chosen.date) for slot in self.sheet.slots if slot.session == AM]


def group_week(
    group: RegistrationGroup, on: dt.date, session: int, *, now: dt.datetime, timetable: Timetable
) -> GroupWeek:
    """The week of a group around one session."""
    monday = week_start(on)
    slots = timetable.week(monday, now)
    return GroupWeek(
        sheet=sheet(group, slots),
        chosen=next(slot for slot in slots if (slot.date, slot.session) == (on, session)),
        tutor=tutors_on(on).get(group.pk, ""),
        before=reverse("register", args=[group.pk, on - _WEEK, session]),
        after=reverse("register", args=[group.pk, on + _WEEK, session]),
    )


@dataclass(frozen=True, slots=True)
class NearDay:
    """A school day near the one asked for, and the group's register of it."""

    date: dt.date
    address: str


@dataclass(frozen=True, slots=True)
class NoRegister:
    """Why an address leads to no register, in words, and the school days to go to instead, the nearest first."""

    group: RegistrationGroup
    words: str
    nearest: tuple[NearDay, ...]


def no_register(
    group: RegistrationGroup, words: str, around: dt.date, session: int, *, timetable: Timetable
) -> NoRegister:
    """The answer to an address without a register; `around` is the date it names, or today when it names none."""
    here = around if timetable.calendar.is_school_day(around) else None
    found = [day for day in (here, *neighbours(timetable, around)) if day is not None]
    ordered = sorted(found, key=lambda day: abs(day - around))[:2]
    return NoRegister(
        group, words, tuple(NearDay(day, reverse("register", args=[group.pk, day, session])) for day in ordered)
    )


@dataclass(frozen=True, slots=True)
class NextRegister:
    """A register that somebody must take: of which group, and where."""

    group: str
    address: str


def next_missing(week: GroupWeek, among: Collection[uuid.UUID] | None) -> NextRegister | None:
    """The next register of the same session that somebody must take, after this one in the list's order.

    `among` are the groups looked at, None for all of the school. One statement, and none when there is no other group.
    """
    slot, here = week.chosen, week.sheet.group.pk
    if not slot.to_take or (among is not None and set(among) <= {here}):
        return None
    board = [one for one in day_board(slot.date, [slot.session]) if among is None or one.group in among]
    start = next((place for place, one in enumerate(board) if one.group == here), 0)
    for one in [*board[start:], *board[:start]]:
        if one.group != here and not one.whole:
            return NextRegister(one.name, reverse("register", args=[one.group, slot.date, slot.session]))
    return None
