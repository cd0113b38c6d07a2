"""What is known of a session beforehand: who may say it, what stands where several do, and what may stand at all.

Planned absences may be prefilled, presence and G never [rules.md 1]. A session due at another school is D by its schedule
and needs no word of anybody. Where a pupil is educated elsewhere (K, B, W, P, V) attendance there must be confirmed for
each session: until then no mark stands, and the pupil is *expected elsewhere*.

The order is the product's, for no source gives one: D before E (a suspension does not touch what another school is owed),
E before leave and a part-time timetable, and these before the rest. See docs/decisions/0038-plans.md.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from foundation.refusals import Fault
from schools.registers.rules.codes import CodeNotValidOn, MarkClass, UnknownCode, code_on, refusal
from schools.registers.rules.entering import CellMark, Entering, cell_refusal, code_refusal, slot_refusal
from schools.registers.rules.plan_sources import (
    BULK,
    Address,
    PlanSource,
    Rank,
    address_of,
    label_of,
    source_named,
    state_source,
)
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

__all__ = [
    "BULK",
    "STANDS",
    "Address",
    "PlanCell",
    "PlanOutcome",
    "PlanSource",
    "PlannedSession",
    "Rank",
    "SessionOutcome",
    "Standing",
    "Verdict",
    "Wanted",
    "address_of",
    "check_once",
    "enter",
    "first_of",
    "is_awaited",
    "judge",
    "judge_word",
    "label_of",
    "settled",
    "source_named",
    "state_source",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session as a source wants it. Not `confirmed`: the pupil is expected elsewhere, and no mark stands yet."""

    date: dt.date
    session: int
    code: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one thing wants in a session, as it is kept."""

    source: str
    source_id: uuid.UUID
    rank: int
    code: str
    confirmed: bool

    @property
    def place(self) -> tuple[int, str, str]:
        """By this the first of a session is found: nothing of it depends on who came first."""
        return self.rank, self.source, str(self.source_id)


def first_of(wanted: Collection[Wanted]) -> Wanted | None:
    """The one that stands in a session, of those that are wanted there."""
    return min(wanted, key=lambda one: one.place, default=None)


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One session of a pupil as a plan finds it.

    `mark` is what stands there; it is `ours` when a plan put it there, and nobody has taken the register since. `wanted`
    is what all sources want. `placed` when the pupil is on roll and in a registration group then.
    """

    key: int
    slot: Slot
    birth: dt.date
    placed: bool
    mark: CellMark
    entry: int | None
    ours: bool
    wanted: tuple[Wanted, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether somebody, or a file, has put a mark there: it stands before all plans."""
        return self.mark.code is not None and not self.ours

    @property
    def lost(self) -> str:
        """Why no plan stands there whatever is wanted, in words; empty when one may."""
        if self.slot.closed:
            return self.slot.closed
        if self.slot.unplanned:
            return f"The school did not meet: {self.slot.unplanned}."
        return "" if self.placed else "The pupil is not on roll and in a registration group on that day."


class Standing(StrEnum):
    """What became of one wanted session."""

    #: In the register.
    STANDS = "stands"
    #: Nothing in the register, until the other place confirms.
    EXPECTED = "expected"
    #: Kept; another source comes before it.
    BEHIND = "behind"
    #: Kept; somebody has entered another mark, or a file brought one.
    BY_HAND = "by_hand"
    #: Kept; there is no register for it to stand in, as things are.
    NO_REGISTER = "no_register"
    #: Kept; the register opened while it did not stand there, and holds nothing: a person enters it.
    NOT_ENTERED = "not_entered"
    #: Not kept: it may not be.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a wanted session, and why it does not stand; `behind` names the source that comes first."""

    standing: Standing
    fault: Fault | None = None
    behind: str = ""
    #: The mark to enter at once, where the register has opened: an amendment, or a first mark.
    enters: bool = False

    @property
    def kept(self) -> bool:
        """Whether the source goes on wanting it."""
        return self.standing is not Standing.REFUSED


STANDS: Final = Verdict(Standing.STANDS)


def judge(cell: PlanCell, wanted: Wanted, *, new: bool, entering: Entering) -> Verdict:
    """What becomes of what is `wanted` in a cell, among all that is; `new` when its source did not want it before.

    A session whose register has opened is entered or amended by a new wish alone, and by somebody who may; over a mark that
    somebody entered only with a reason.
    """
    fault = _never(cell, wanted, new=new)
    if fault is not None:
        return Verdict(Standing.REFUSED, fault)
    waits = waiting(cell, wanted)
    if waits is not None:
        return waits
    if not wanted.confirmed and not cell.by_hand:
        return Verdict(Standing.EXPECTED)
    enters = new and wanted.confirmed and cell.slot.due
    if cell.mark.code == wanted.code and not (enters and cell.mark.planned):
        return STANDS
    return enter(cell, wanted.code, entering) if enters else _kept(cell, wanted)


def _kept(cell: PlanCell, wanted: Wanted) -> Verdict:
    """What becomes of the first of what is wanted where it is not in the register yet, and nobody enters it now."""
    if cell.by_hand:
        return _hand(cell)
    if settled(replace(cell, wanted=(*cell.wanted, wanted))) == wanted.code:
        return STANDS
    words = f"The register opened without {wanted.code}, and has no mark there."
    return Verdict(Standing.NOT_ENTERED, Fault(words, "not_entered", "date", remedy="Enter it in the register."))


def waiting(cell: PlanCell, wanted: Wanted) -> Verdict | None:
    """What is wanted where no register can hold it, or another source comes first; None where neither is so."""
    if cell.lost:
        return Verdict(Standing.NO_REGISTER, Fault(cell.lost, "no_register", "date"))
    first = first_of([*cell.wanted, wanted])
    if first is not None and first.place != wanted.place:
        return Verdict(Standing.BEHIND, behind=first.source)
    return None


def _hand(cell: PlanCell) -> Verdict:
    words = f"{cell.mark.code} was entered there, and what is entered stands before what is planned."
    return Verdict(Standing.BY_HAND, Fault(words, "by_hand", "code"))


def enter(cell: PlanCell, code: str, entering: Entering) -> Verdict:
    """What becomes of a code where the register has opened: it is entered by the rules of every mark."""
    if cell.by_hand and cell.mark.code != code and not entering.reason.strip():
        return _hand(cell)
    fault = cell_refusal(cell.slot, birth=cell.birth, held=cell.mark, asked=CellMark(code), entering=entering)
    return Verdict(Standing.REFUSED, fault) if fault is not None else Verdict(Standing.STANDS, enters=True)


def _never(cell: PlanCell, wanted: Wanted, *, new: bool) -> Fault | None:
    """Why a session may not be wanted so, whatever else is; None for what its source wanted before."""
    slot = cell.slot
    if not new:
        return None
    if slot.year_closed:
        return slot_refusal(slot)
    of_age = of_compulsory_school_age(cell.birth, slot.date)
    words = refusal(wanted.code, on=slot.date, session=slot.session, compulsory_age=of_age)
    if words is not None:
        return Fault(words, "code_refused", "code")
    if not wanted.confirmed and not is_awaited(wanted.code, slot.date):
        words = f"{wanted.code} is not confirmed by another place. Only K, B, W, P and V are."
        return Fault(words, "not_awaited", "code")
    if wanted.confirmed and slot.phase is WindowPhase.AHEAD:
        return code_refusal(slot, wanted.code, compulsory_age=of_age) if not slot.closed else None
    return None


def judge_word(cell: PlanCell, wanted: Wanted, code: str, entering: Entering) -> Verdict:
    """What becomes of a code that another place gives for a session in which a pupil was `wanted` there."""
    waits = waiting(cell, wanted)
    if waits is not None:
        return waits
    if cell.slot.phase is WindowPhase.AHEAD:
        words = f"{cell.slot.name} has not begun: nobody can have come yet."
        return Verdict(Standing.REFUSED, Fault(words, "too_early", "session"))
    if cell.mark.code == code and not cell.mark.planned:
        return STANDS
    return enter(cell, code, entering)


def is_awaited(code: str, on: dt.date) -> bool:
    """Whether attendance under a code is another place's to confirm, session by session: K, B, W, P and V [rules.md 2]."""
    try:
        return code_on(code, on).mark_class is MarkClass.APPROVED
    except (UnknownCode, CodeNotValidOn):
        return False


def settled(cell: PlanCell) -> str | None:
    """The code that stands in a cell which is the plans' to fill; its own where it is not theirs.

    They fill what is ahead, and change what only a plan has put into a register that nobody has taken yet.
    """
    if cell.by_hand or cell.slot.year_closed:
        return cell.mark.code
    if cell.mark.code is None and cell.slot.phase is not WindowPhase.AHEAD:
        return None
    if cell.slot.unplanned and cell.ours:
        return cell.mark.code
    first = None if cell.lost else first_of(cell.wanted)
    return first.code if first is not None and first.confirmed else None


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What came of one session: as asked (of a session no longer wanted, the code it had), and what stands there after."""

    asked: PlannedSession
    verdict: Verdict
    held: str | None
    stands: str | None

    @property
    def changes(self) -> bool:
        return self.held != self.stands


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What came of a plan, session by session in order; of those `withdrawn`, what stands in their place."""

    sessions: tuple[SessionOutcome, ...]
    withdrawn: tuple[SessionOutcome, ...] = ()
    #: How many marks changed.
    marks: int = 0

    def of(self, *standings: Standing) -> tuple[SessionOutcome, ...]:
        """The sessions of which one of these became."""
        return tuple(one for one in self.sessions if one.verdict.standing in standings)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why sessions were refused, each once."""
        faults: dict[Fault, None] = {}
        for one in self.of(Standing.REFUSED):
            if one.verdict.fault is not None:
                faults[one.verdict.fault] = None
        return tuple(faults)


def check_once(sessions: Collection[PlannedSession]) -> Fault | None:
    """A source wants one thing in a session: why these cannot be wanted together, or None."""
    seen: set[tuple[dt.date, int]] = set()
    for one in sessions:
        if (one.date, one.session) in seen:
            return Fault(f"{one.date:%A} {one.date.day} {one.date:%B} is there twice.", "session_twice", "sessions")
        seen.add((one.date, one.session))
    return None
