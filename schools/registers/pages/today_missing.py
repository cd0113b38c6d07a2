"""The registers that Today waits for: how far each of the day's is, and those that somebody must take."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.access.permissions import Permission
from foundation.ui.numbers import clock, counted, percent
from foundation.ui.sentences import Said
from schools.calendar.rules.sessions import SESSION_NAMES, SESSIONS
from schools.registers.pages.registers import (
    MISSING_WORD,
    MORNING_AFTERNOON,
    State,
    closures_in,
    state_of,
    tutors_on,
    year_words,
)
from schools.registers.queries.board import RegisterCount, day_board
from schools.registers.queries.chasing import Requested, requests_of
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.pages.today_lists import Answer, Asked, Figure, Line, Lines, Since, Tag

#: How far a register is, in the order of the board.
MISSING, REQUESTED, SENT, AMENDING = "missing", "requested", "sent", "amending"
BOARD: Final = ((MISSING, MISSING_WORD), (REQUESTED, "Requested"), (SENT, "Sent"), (AMENDING, "Amending"))
NOT_ASKED: Final = Requested()
HEADS: Final = ("Form", "Session", "State", "Tutor", "Pupils", "Closed for", "Next")


@dataclass(frozen=True, slots=True)
class Held:
    """One register of the day: its session, its counts, how far it is, and who was asked for it."""

    slot: Slot
    count: RegisterCount
    state: State
    word: str
    asked: Requested = NOT_ASKED

    @property
    def address(self) -> str:
        return reverse("register", args=[self.count.group, self.slot.date, self.slot.session])


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One session of the board: its name, when its registers close, and the registers in each state."""

    name: str
    closes: str
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class DayBoard:
    """Every register of the sessions that have opened today; `slots` are all the sessions of the day.

    `may_chase` when the reader may ask for those that are missing.
    """

    slots: tuple[Slot, ...]
    registers: tuple[Held, ...]
    may_chase: bool = False

    @property
    def missing(self) -> list[Held]:
        """Those somebody must take: what has closed first, and of that what nobody was asked for; else the morning's."""
        waiting = (one for one in self.registers if one.word in (MISSING, REQUESTED))
        return sorted(waiting, key=lambda one: (one.slot.phase is WindowPhase.OPEN, one.word == REQUESTED))

    @property
    def late(self) -> int:
        """How many are missing after they have closed: those that may be chased."""
        return sum(1 for one in self.missing if one.slot.phase is WindowPhase.SHUT or one.slot.window is None)

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        """The board, a session a row; one that is closed, or has yet to open, has none."""
        return tuple(
            BoardRow(MORNING_AFTERNOON[slot.session].capitalize(), slot.closes_at, self._counts(slot))
            for slot in self.slots
            if slot.to_take
        )

    def _counts(self, slot: Slot) -> tuple[tuple[str, str, int], ...]:
        words = [one.word for one in self.registers if one.slot is slot]
        return tuple((state, label, words.count(state)) for state, label in BOARD)

    @property
    def now(self) -> Slot | None:
        """The session that the day has come to: the last that has opened and is held."""
        return next((slot for slot in reversed(self.slots) if slot.to_take), None)

    @property
    def attended(self) -> int:
        """Marks of that session that are attendance."""
        return sum(one.count.attended for one in self.registers if one.slot is self.now)

    @property
    def possible(self) -> int:
        """Marks of that session that could have been."""
        return sum(one.count.possible for one in self.registers if one.slot is self.now)

    @property
    def until(self) -> dt.datetime | None:
        """When a register of today next opens or closes by itself."""
        moments = []
        for slot in self.slots:
            if slot.window and not slot.closed and slot.entering is not WindowPhase.SHUT:
                opens, closes = slot.window.opening(slot.date), slot.window.closing(slot.date)
                moments.append(opens if slot.phase is WindowPhase.AHEAD else closes)
        return min(moments, default=None)


def read_timetable(asked: Asked) -> Timetable:
    """The school's sessions, for every list that asks when they open and close."""
    return Timetable.of(asked.member)


def read_board(asked: Asked) -> DayBoard:
    """How far every register of today is."""
    timetable = asked.once(read_timetable)
    slots = tuple(timetable.slot(asked.today, session, asked.now) for session in SESSIONS)
    open_yet = {slot.session: slot for slot in slots if slot.to_take}
    counts = day_board(asked.today, list(open_yet))
    asked_for = requests_of(asked.today)
    return DayBoard(
        slots,
        tuple(
            _held(open_yet[count.session], count, asked_for.get((count.group, count.session), NOT_ASKED))
            for count in counts
        ),
        asked.may(Permission.CHASE_REGISTERS),
    )


def _held(slot: Slot, count: RegisterCount, asked: Requested) -> Held:
    state = state_of(
        slot, expected=count.expected, missing=count.missing, planned=count.planned, saved_at=count.saved_at
    )
    if state.to_do:
        return Held(slot, count, state, REQUESTED if asked.at else MISSING, asked)
    return Held(slot, count, state, AMENDING if _amended(slot, count) else SENT)


def _amended(slot: Slot, count: RegisterCount) -> bool:
    """Whether a register that was sent has been saved again since it closed."""
    closed = slot.window.closing(slot.date) if slot.window else None
    return bool(count.version > 1 and closed and count.saved_at and count.saved_at > closed)


def missing(asked: Asked) -> Answer:
    """The list of registers that are missing, under a board of all."""
    board = asked.once(read_board)
    waiting = board.missing
    tutors = tutors_on(asked.today)
    return Answer(
        heads=HEADS,
        lines=Lines(waiting, lambda one: _line(one, tutors)),
        aside=_aside(board),
        hint=_hint(waiting),
        lede=_lede(board),
        parts=(("registers/today_board.html", board),) if board.rows else (),
        explained=(("registers/today_attendance.html", board),) if board.possible else (),
        until=board.until,
    )


def _line(one: Held, tutors: Mapping[uuid.UUID, str]) -> Line:
    slot, count = one.slot, one.count
    closing = slot.window.closing(slot.date) if slot.window and slot.phase is WindowPhase.SHUT else None
    return Line(
        key=f"{count.group}-{slot.session}",
        head=count.name,
        note=year_words(count.year_group),
        address=one.address,
        cells=(
            SESSION_NAMES[slot.session],
            _state_of(one),
            tutors.get(count.group, "no tutor"),
            Figure(count.expected),
            Since(closing) if closing else "",
        ),
        act="Open the register",
        act_address=one.address,
        now=slot.phase is WindowPhase.SHUT,
    )


def _state_of(one: Held) -> Tag:
    """How far it is: asked for when, of whom it was not enough, and what is there of it."""
    more, asked = [one.state.more] if one.state.more else [], one.asked
    if asked.at is None:
        return Tag(MISSING, MISSING_WORD, ", ".join(more))
    if asked.without_email:
        more.append(f"{counted(asked.without_email, 'tutor')} without a work email")
    if asked.lead_at:
        more.append("no attendance lead to tell" if asked.no_lead else f"attendance lead told {clock(asked.lead_at)}")
    return Tag(REQUESTED, f"Requested {clock(asked.at)}", ", ".join(more))


def _aside(board: DayBoard) -> str:
    if board.now is None:
        return ""
    return f"of {len([one for one in board.registers if one.slot is board.now])} this {MORNING_AFTERNOON[board.now.session]}"


def _hint(waiting: Sequence[Held]) -> str:
    late = [one.slot for one in waiting if one.slot.phase is WindowPhase.SHUT]
    if late:
        return f"since {late[0].closes_at}" if late[0].closes_at else ""
    return f"open until {waiting[0].slot.closes_at}" if waiting and waiting[0].slot.closes_at else ""


def _lede(board: DayBoard) -> tuple[Said, ...]:
    """How many registers of the session are in, and what they say of attendance; or why none is."""
    now, shut = board.now, closures_in(board.slots)
    if now is None:
        ahead = [slot for slot in board.slots if not slot.closed and not slot.unplanned]
        if not ahead:
            return (Said(board.slots[0].closed or " ".join(shut)),)
        opens = f" The first opens at {ahead[0].window.opens_at:%H:%M}." if ahead[0].window else ""
        return (Said(" ".join([*shut, f"No register has opened yet.{opens}"])),)
    held = [one for one in board.registers if one.slot is now]
    if not held:
        return (Said("There is no group with pupils in it today."),)
    half = MORNING_AFTERNOON[now.session]
    sent = sum(1 for one in held if one.word in (SENT, AMENDING))
    in_yet = Said(strong=f"{sent} of {len(held)}", after=f" {half} registers are in.", href="#missing")
    if not board.possible:
        return (in_yet,)
    figure = percent(board.attended, board.possible)
    return (in_yet, Said(f"Attendance this {half} is ", strong=figure, after=" so far.", href="#why-attendance"))
