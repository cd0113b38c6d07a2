"""Whether a mark may be put where somebody puts it, and if not why, in words that name the way out.

The law's part is in `codes` (which code may stand where); here are the register's own rules: presence is never entered
beforehand, L has its minutes inside the window and U after it [R10], and what stood in a closed register is amended,
with a reason, by those allowed, never removed [WT26; six years' retention of the original and the amended entry].
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from foundation.refusals import Fault
from schools.registers.rules.codes import Code, Late, MarkClass, code_on, codes, refusal
from schools.registers.rules.plan_sources import label_of
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

#: The longest reason kept, in characters.
LONGEST_REASON: Final = 10_000
#: More minutes late than any session is long are a slip of the finger.
MOST_MINUTES: Final = 240
#: Known beforehand, besides every kind of leave: suspension, religious observance, travelling, another school's session,
#: below or above compulsory age. Presence never is, and nor are the unauthorised codes [rules on prefilling].
_PLANNED_OTHERS: Final = frozenset({"E", "R", "T", "D", "X"})


@dataclass(frozen=True, slots=True)
class CellMark:
    """What a cell holds: a code and minutes late; no code is missing.

    What is `planned` was entered before its register opened, and counts for nothing until the register is taken; `plan`
    names the source whose plan it is, if any. An empty cell may be another place's to fill: `expects` is the code it is
    asked to confirm, and `plan` who sent the pupil there.
    """

    code: str | None = None
    minutes: int | None = None
    planned: bool = False
    plan: str = ""
    expects: str = ""

    def alike(self, other: "CellMark") -> bool:
        """Whether both are the same mark, planned or not."""
        return (self.code, self.minutes) == (other.code, other.minutes)


NO_MARK: Final = CellMark()


@dataclass(frozen=True, slots=True)
class Entering:
    """How marks are entered: whether by somebody who may amend a register that was taken, and the reason they give."""

    may_amend: bool
    reason: str = ""


@cache
def planned_codes(on: dt.date) -> frozenset[str]:
    """The codes that may be entered before a register opens."""
    return frozenset(
        row.code for row in codes() if row.valid_on(on) and (row.subgroup == "leave" or row.code in _PLANNED_OTHERS)
    )


def slot_refusal(slot: Slot) -> Fault | None:
    """Why nothing may be entered in this session at all, or None."""
    if slot.closed:
        return Fault(slot.closed, "not_a_session", "date")
    if slot.year_closed:
        return Fault(
            "The registers of this academic year are closed. Ask the headteacher to open the year again first.",
            "year_closed",
            "date",
        )
    return None


def cell_refusal(slot: Slot, *, birth: dt.date, held: CellMark, asked: CellMark, entering: Entering) -> Fault | None:
    """Why `asked` may not take the place of `held` there, or None when it may. Nothing is refused that changes nothing.

    To ask for what is planned, once its register has opened, is to take the register: a first mark like any other.
    """
    if asked.alike(held) and not awaits_taking(slot, held):
        return None
    return (
        slot_refusal(slot)
        or _removal(slot, held, asked)
        or code_refusal(slot, asked.code, compulsory_age=of_compulsory_school_age(birth, slot.date))
        or _minutes(slot, asked)
        or _after_close(slot, held, entering)
    )


def code_refusal(slot: Slot, code: str | None, *, compulsory_age: bool) -> Fault | None:
    """Why the code may not stand in this session for a pupil of that age, or None."""
    if code is None:
        return None
    words = refusal(code, on=slot.date, session=slot.session, compulsory_age=compulsory_age)
    if words is not None:
        return Fault(words, "code_refused", "code")
    if slot.entering is WindowPhase.AHEAD and code not in planned_codes(slot.date):
        opening = f" It opens at {slot.window.opens_at:%H:%M}." if slot.window and slot.date == slot.today else ""
        return Fault(
            f"The {slot.name} register has not opened, and only what is planned may be entered before it does:"
            f" leave, E, R, T, D or X.{opening}",
            "too_early",
            "code",
        )
    if slot.entering is WindowPhase.OPEN and slot.window and code_on(code, slot.date).late is Late.AFTER_CLOSE:
        words = f"The register is open until {slot.closes_at}: use L for a pupil who comes while it is."
        return Fault(words, "still_open", "code")
    return None


def _removal(slot: Slot, held: CellMark, asked: CellMark) -> Fault | None:
    if asked.code is not None or held.code is None:
        return None
    if held.plan and slot.entering is WindowPhase.AHEAD:
        # It would come straight back: the plan still wants it.
        words = f"This was planned: {label_of(held.plan)}. Take it back there, or enter another code in its place."
        return Fault(words, "planned", "code")
    if slot.entering is not WindowPhase.SHUT:
        return None
    if slot.unplanned:
        words = "The school was unexpectedly closed then: a mark is amended, or goes when the closure is undone."
    elif held.planned:
        words = "The register has closed: enter what is right in the place of what was planned."
    else:
        words = "The register has closed: a mark in it is amended, never removed. Enter the code that is right."
    return Fault(words, "not_removable", "code")


def _minutes(slot: Slot, asked: CellMark) -> Fault | None:
    late = Late.NO if asked.code is None else code_on(asked.code, slot.date).late
    if asked.minutes is None:
        if late is Late.BEFORE_CLOSE and slot.window and slot.window.needs_minutes:
            return Fault("Say how many minutes late: L, then the minutes, as in L12.", "minutes_missing", "minutes")
        return None
    if late is Late.NO:
        return Fault(
            f"Only L and U have minutes late; {asked.code or 'a missing mark'} has none.", "not_late", "minutes"
        )
    if not 1 <= asked.minutes <= MOST_MINUTES:
        return Fault(f"Minutes late are a whole number from 1 to {MOST_MINUTES}.", "minutes_out_of_range", "minutes")
    return _wrong_side(slot, late, asked.minutes)


def _wrong_side(slot: Slot, late: Late, minutes: int) -> Fault | None:
    """L with more minutes than the register is open for, or U with fewer."""
    inside = minutes <= slot.late_bound
    if inside == (late is Late.BEFORE_CLOSE) or (inside and slot.window is None):
        return None
    code, name = ("L", "before_close") if inside else ("U", "after_close")
    words = (
        f"The register is open for {slot.late_bound} minutes: use {code} for a pupil who came {minutes} minutes late."
    )
    return Fault(words, name, "minutes")


def awaits_taking(slot: Slot, held: CellMark) -> bool:
    """Whether a planned mark stands in a register that has opened and that nobody has taken yet."""
    return held.planned and slot.due


def needs_reason(slot: Slot, held: CellMark) -> bool:
    """Whether a change of what stands there is an amendment: something was entered in a register that has closed."""
    return slot.entering is WindowPhase.SHUT and held.code is not None and not held.planned


def _after_close(slot: Slot, held: CellMark, entering: Entering) -> Fault | None:
    if slot.entering is not WindowPhase.SHUT:
        return None
    if held.code is None or held.planned:
        # A register taken late on its own day is late, not an amendment; one of another day is for those who amend.
        if slot.date == slot.today or entering.may_amend:
            return None
        return Fault(
            f"Only the attendance officer completes the register of {slot.date:%A} {slot.date.day} {slot.date:%B} now.",
            "may_not_amend",
            "code",
        )
    if not entering.may_amend:
        closed = f"The register closed{f' at {slot.closes_at}' if slot.closes_at else ''}"
        why = "The school is unexpectedly closed then" if slot.unplanned else closed
        return Fault(f"{why}. Ask the attendance officer to amend the mark.", "may_not_amend", "code")
    return reason_refusal(entering.reason, needed=True)


def reason_refusal(reason: str, *, needed: bool) -> Fault | None:
    """Why a reason will not do, or None."""
    if needed and not reason.strip():
        return Fault(
            "This amends a closed register: give the reason, as you would to a court.", "reason_missing", "reason"
        )
    if "\x00" in reason:
        return Fault("The reason holds a character no text has. Type it again.", "reason_unreadable", "reason")
    if len(reason) > LONGEST_REASON:
        return Fault(
            f"A reason has at most {LONGEST_REASON:,} characters; this has {len(reason):,}. Shorten it.",
            "reason_too_long",
            "reason",
        )
    return None


@lru_cache(maxsize=1024)
def refused_codes(slot: Slot, *, compulsory_age: bool) -> dict[str, str]:
    """Every code of any date that may not be entered in this session now, with the words: what a page tells at once."""
    current = {row.code for row in codes_on(slot.date)}
    found = {}
    for code in {row.code: None for row in codes()}:
        if code in current:
            fault = code_refusal(slot, code, compulsory_age=compulsory_age)
            words = fault.words if fault is not None else None
        else:
            words = refusal(code, on=slot.date, session=slot.session, compulsory_age=compulsory_age)
        if words is not None:
            found[code] = words
    return found


@cache
def codes_on(on: dt.date) -> tuple[Code, ...]:
    """The codes that may be entered on a date, in the table's order."""
    return tuple(row for row in codes() if row.valid_on(on) and row.mark_class is not MarkClass.NOT_COLLECTED)
