"""What a connector hands over: a school's roll, and marks. Plain values, already in the product's own words.

Marks are held as one byte per session, one array per pupil. A year of a thousand pupils is 380,000 marks; as rows of
Python objects they would cost some hundred bytes each, and every check a look at every one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from foundation.refusals import Refused
from schools.intake.rules.problems import Problem, Problems, Severity
from schools.registers.rules.codes import AM, PM, CodeNotValidOn, UnknownCode, code_on, refusal

MOST_PUPILS: Final = 10_000
YEARS_BACK: Final = 8
UNMARKED: Final = "-"

#: Called now and then with the share of a file that has been read, from 0 to 1.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class RollRow:
    """One spell of one pupil on the roll, as the school's system has it.

    `flags` are the kinds of `schools.roll.models.Flag` that hold on the day of the export. `starts_on` None means that
    the file does not say; `ground` is a reference of `schools.roll.rules.leaving`, empty for a pupil still on roll.
    """

    row: int
    upn: str
    surname: str
    forename: str
    birth: date
    sex: str
    year_group: str
    group: str = ""
    former_upn: str = ""
    preferred: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    ground: str = ""
    leaving_note: str = ""
    destination: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def numbers(self) -> frozenset[str]:
        """Every number by which the row's pupil may be found."""
        return numbers_in(self.upn, self.former_upn)


def numbers_in(upn: str, former_upn: str) -> frozenset[str]:
    """The numbers of a row, as far as it gives any: whoever holds a row back holds back the pupil under both."""
    return frozenset({upn, former_upn}) - {""}


@dataclass(frozen=True, slots=True)
class Roll:
    """A whole roll. `flags_known` are the kinds the file has a column for: of the others it says nothing at all.

    `held_back` are the numbers of pupils of whom a row is bad, as far as it could be read. No row of theirs is used: what
    one row says of a pupil may be undone by the next. `unknown` is how many bad rows give no number that can be read.
    """

    rows: tuple[RollRow, ...]
    flags_known: frozenset[str]
    rows_read: int
    held_back: frozenset[str] = frozenset()
    unknown: int = 0


@dataclass(slots=True)
class Marks:
    """Marks of many pupils. Byte `slot` of a pupil's array is the place in `codes` of the mark, 0 when there is none.

    Slot 0 is the morning of `first_day`, slot 1 its afternoon, and so on through every day of the calendar up to
    `last_day`. `low` and `high` bound the slots that any pupil has a mark in. `rows`: where each pupil first stands.
    `minutes`: pupil and slot to minutes late.
    """

    first_day: date
    last_day: date
    codes: list[str] = field(default_factory=lambda: [UNMARKED])
    pupils: dict[str, bytearray] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    minutes: dict[str, dict[int, int]] = field(default_factory=dict)
    low: int = -1
    high: int = -1
    rows_read: int = 0

    @property
    def slots(self) -> int:
        """How many sessions an array covers."""
        return ((self.last_day - self.first_day).days + 1) * 2

    def slot(self, on: date, session: int) -> int:
        """The place of a session in an array."""
        return (on - self.first_day).days * 2 + session - AM

    def session_at(self, slot: int) -> tuple[date, int]:
        """The date and session of a place in an array."""
        return self.first_day + timedelta(days=slot // 2), AM + slot % 2

    def count(self) -> int:
        """How many marks there are."""
        return sum(len(array) - array.count(0) for array in self.pupils.values())


class Source(Protocol):
    """Something that holds a roll or marks, opened by a connector and found to be of a known layout.

    `roll` and `marks` put what is wrong into `problems`, and raise Refused when they must give up or when it
    holds the other kind. Marks dated after `as_at` are set aside.
    """

    @property
    def layout(self) -> str:
        """What was recognised, for people: the system's kind of file, and what it holds."""

    def roll(self, problems: Problems, *, as_at: date) -> Roll:
        """Read it as a roll, as it stood on `as_at`."""

    def marks(self, problems: Problems, *, as_at: date) -> Marks:
        """Read it as marks."""


class MarkFold:
    """Gathers marks, read in any order, into `Marks`, asking of each code whether it may stand in its session.

    A code that is unknown, or that the law did not have on that date, or that belongs to the other session, is set aside
    with its row; so is a date that has not come yet. None of them is ever turned into another code.
    """

    def __init__(self, problems: Problems, *, as_at: date) -> None:
        self.problems = problems
        self.marks = Marks(first_day=date(as_at.year - YEARS_BACK, 8, 1), last_day=as_at)
        self._places = {UNMARKED: 0}
        self._slots = self.marks.slots
        self._unclear: list[tuple[bytearray, int]] = []

    def place(self, on: date, session: int, code: str, row: int) -> tuple[int, int] | Problem:
        """The slot and the place in `codes` of a mark, or the problem that keeps it from being used.

        `code` is written as in the code table; "-" and empty stand for no mark, whose place is 0.
        """
        problem = self._beyond(on, row)
        if problem is not None:
            return problem
        slot = self.marks.slot(on, session)
        if code in {"", UNMARKED}:
            return slot, 0
        words = refusal(code, on=on, session=session, by_hand=False)
        if words is not None:
            return self._set_aside(code, on, session, words, row)
        self.marks.low = slot if self.marks.low < 0 else min(self.marks.low, slot)
        self.marks.high = max(self.marks.high, slot)
        return slot, self._place_of(code)

    def array(self, upn: str, row: int) -> bytearray:
        """The array of a pupil, made when it is first asked for."""
        found = self.marks.pupils.get(upn)
        if found is not None:
            return found
        if len(self.marks.pupils) >= MOST_PUPILS:
            raise Refused(
                f"The file has marks for more than {MOST_PUPILS:,} pupils.",
                code="too_many_pupils",
                row=row,
                remedy="Export one school at a time.",
            )
        self.marks.rows[upn] = row
        made = self.marks.pupils[upn] = bytearray(self._slots)
        return made

    def clash(self, array: bytearray, slot: int, other: int, row: int) -> None:
        """Note that a row gives a pupil another mark for a session that an earlier row already gave one for.

        Neither is used: which of them is right is not for us to say.
        """
        codes, (on, session) = self.marks.codes, self.marks.session_at(slot)
        self._unclear.append((array, slot))
        self.problems.error(
            "two_marks",
            f"An earlier row gives this pupil {codes[array[slot]]} for {_session(on, session)}; "
            f"this one gives {codes[other]}.",
            f"Neither is used. Correct it in {self.problems.system} so that the session has one mark, and export again.",
            row=row,
            field="Mark",
        )

    def clash_of_minutes(self, array: bytearray, slot: int, given: int, other: int, row: int) -> None:
        """Note that a row gives a mark other minutes late than an earlier row; as of two marks, neither is used."""
        self._unclear.append((array, slot))
        self.problems.error(
            "two_minutes",
            f"An earlier row gives this pupil {given} minutes late for {_session(*self.marks.session_at(slot))}; "
            f"this one gives {other}.",
            f"Neither mark is used. Correct it in {self.problems.system} and export again.",
            row=row,
            field="Minutes Late",
        )

    def finish(self, rows_read: int) -> Marks:
        """The marks, once every row has been read."""
        for array, slot in self._unclear:
            array[slot] = 0
        self.marks.rows_read = rows_read
        return self.marks

    def _place_of(self, code: str) -> int:
        place = self._places.get(code)
        if place is None:
            place = self._places[code] = len(self.marks.codes)
            self.marks.codes.append(code)
        return place

    def _beyond(self, on: date, row: int) -> Problem | None:
        if on > self.marks.last_day:
            words, remedy = "which has not come yet.", "It is left out; import again after that day."
            code = "future_mark"
        elif on < self.marks.first_day:
            words, remedy = f"more than {YEARS_BACK} years ago.", "It is left out; check the date."
            code = "old_mark"
        else:
            return None
        return Problem(f"A mark is dated {_written(on)}, {words}", code, "Date", row, remedy, Severity.QUARANTINE)

    def _set_aside(self, code: str, on: date, session: int, words: str, row: int) -> Problem:
        kind = "code_not_here"
        try:
            code_on(code, on)
        except UnknownCode:
            kind = "unknown_code"
        except CodeNotValidOn:
            kind = "code_not_valid"
        return Problem(
            f"In {_session(on, session)}: {words}",
            kind,
            "Mark",
            row,
            f"The mark is left out; correct it in {self.problems.system}, or enter it in Rollcall, then import again.",
            Severity.QUARANTINE,
        )


def _written(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _session(on: date, session: int) -> str:
    return f"the {'morning' if session != PM else 'afternoon'} of {_written(on)}"
