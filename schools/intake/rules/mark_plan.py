"""What imported marks would change here, worked out pupil by pupil against the roll, the calendar and the marks held.

An import adds marks and replaces marks. It never takes one away: where the file has none, what is held stays. A mark
is set aside, not used and not guessed at, when its pupil is not on the roll (then, or at all), when the school does not
meet in its session, when its register had not opened when the file was sent, when its code is not for a pupil of that age,
and when a person has amended it in Rollcall. An N that has become O here by rule is no change while the file still has N;
a reason in the file is.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import Marks
from schools.registers.rules.code_table import AppliesTo, MarkClass, codes
from schools.registers.rules.codes import NO_REASON_YET, refusal
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

_BYTES: Final = 256

PUPIL, NOT_ON_ROLL, CLOSED, AHEAD, AGE, AMENDED = "pupil", "not_on_roll", "closed", "ahead", "age", "amended"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A pupil as marks need to know one: key, birth, and the spells on roll (both days included, None is open)."""

    key: int
    birth: date
    spells: tuple[tuple[date, date | None], ...]


#: One mark to write: place in an array, the code held (None for none), the code and the minutes late to be. A plain
#: tuple, because there are as many as marks.
PlannedChange = tuple[int, str | None, str, int | None]


@dataclass(slots=True)
class Aside:
    """Marks set aside for one reason about one thing: how many, between which slots, and where they first stand."""

    row: int
    marks: int = 0
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of one working out. `asides` is by reason and value (a UPN, or a date written yyyy-mm-dd)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    closures: int = 0
    asides: dict[tuple[str, str], Aside] = field(default_factory=dict)

    def aside(self, kind: str, value: str, slot: int, row: int) -> None:
        """Count a mark set aside."""
        entry = self.asides.get((kind, value))
        if entry is None:
            entry = self.asides[kind, value] = Aside(row, 0, slot, slot)
        entry.marks += 1
        entry.first, entry.last = min(entry.first, slot), max(entry.last, slot)

    @property
    def set_aside(self) -> int:
        """How many marks were set aside."""
        return sum(aside.marks for aside in self.asides.values())


@dataclass(frozen=True, slots=True)
class PupilChanges:
    """What a file changes of one pupil's marks.

    Byte n of `new` is the place in `Marks.codes` of the mark that is to stand in the plan's n-th session, 0 where nothing
    changes; that of `old` is the place of the mark that it replaces, 0 where there is none.
    """

    upn: str
    key: int
    new: bytes
    old: bytes


class MarkPlan:
    """The changes that marks make, pupil by pupil in the file's order, once they have been worked out (`work_out`)."""

    def __init__(
        self,
        marks: Marks,
        enrolled: Mapping[str, Enrolled],
        calendar: SchoolCalendar,
        held: Mapping[int, bytearray],
        held_minutes: Mapping[tuple[int, int], int],
        *,
        ahead: Collection[tuple[date, int]] = (),
    ) -> None:
        """`ahead`: the sessions whose registers had not opened when the file was sent."""
        self.marks = marks
        self._enrolled = enrolled
        self._held = held
        self._held_minutes = held_minutes
        self._calendar = calendar
        self._ahead = {marks.slot(on, session) for on, session in ahead}
        #: The slot of the plan's first session; its last is that of the file's last mark.
        self.first = max(marks.low, 0)
        self._span = slice(self.first, marks.high + 1)
        self._due = _due_slots(marks, calendar, self._ahead)
        self._due_bits = int.from_bytes(self._due[self._span])
        self._places = _Places(marks.codes)
        self._none = bytes(marks.high + 1 - self.first)
        #: Pupil key and slot of marks that a person has amended here; they are set aside.
        self.amended: set[tuple[int, int]] = set()
        #: Of those to which the clock of code N has run out here: an N in the file is what they were, and changes nothing.
        self.ended: set[tuple[int, int]] = set()
        self.changed: list[PupilChanges] = []

    @property
    def pupil_keys(self) -> set[int]:
        """The keys of the file's pupils, as far as they are on the roll."""
        return {self._enrolled[upn].key for upn in self.marks.pupils if upn in self._enrolled}

    @property
    def reach(self) -> tuple[date, tuple[date, int]] | None:
        """The day of the file's first mark and the session of its last, but for those of registers that had not opened.

        None where it has no other mark.
        """
        slots, arrays = range(self.first, self.marks.high + 1), self.marks.pupils.values()

        def marked(slot: int) -> bool:
            return slot not in self._ahead and any(array[slot] for array in arrays)

        first, last = (next(filter(marked, each), None) for each in (slots, reversed(slots)))
        if first is None or last is None:
            return None
        return self.marks.session_at(first)[0], self.marks.session_at(last)

    @property
    def days(self) -> list[date]:
        """The days on which a mark changes, in order."""
        changed = 0
        for one in self.changed:
            changed |= int.from_bytes(one.new)
        slots = enumerate(changed.to_bytes(len(self._none)), self.first)
        return sorted({self.marks.session_at(slot)[0] for slot, place in slots if place})

    def held_minutes(self, key: int, slot: int) -> int | None:
        """The minutes late that stand in a session now."""
        return self._held_minutes.get((key, slot))

    def work_out(self) -> Tally:
        """Work out `changed`, those of pupils who have any, as it is with what is known of `amended` and `ended`."""
        tally = Tally()
        self.changed = []
        for upn, array in self.marks.pupils.items():
            row, pupil, given = self.marks.rows[upn], self._enrolled.get(upn), bytes(array[self._span])
            if pupil is None:
                self._unknown(upn, given, row, tally)
                continue
            one = _One(upn, row, pupil, _roll_slots(self.marks, pupil))
            changes = self._first_year(one, given, tally) or self._pupil(one, given, tally)
            if changes is not None:
                self.changed.append(changes)
        return tally

    def each(self, one: PupilChanges) -> Iterator[PlannedChange]:
        """A pupil's changes, one by one in the order of the sessions."""
        codes_, late = self.marks.codes, self.marks.minutes.get(one.upn, {})
        for slot, (old, new) in enumerate(zip(one.old, one.new, strict=True), self.first):
            if new:
                yield slot, codes_[old] if old else None, codes_[new], late.get(slot)

    def _unknown(self, upn: str, given: bytes, row: int, tally: Tally) -> None:
        for slot, place in enumerate(given, self.first):
            if place and not self._places.administrative[place]:
                tally.aside(PUPIL, upn, slot, row)

    def _first_year(self, one: "_One", given: bytes, tally: Tally) -> PupilChanges | None:
        """The changes of a pupil of whom nothing is held and every mark is an ordinary one, as of most in a first file.

        None for any other pupil. The sessions are the bytes of a number, so that all are looked at together.
        """
        on_roll = int.from_bytes(one.on_roll[self._span])
        marks = int.from_bytes(given.translate(self._places.kinds))
        if one.pupil.key in self._held or not marks or marks & ~(self._due_bits & on_roll):
            return None
        tally.new += len(given) - given.count(0)
        return PupilChanges(one.upn, one.pupil.key, given, self._none)

    def _pupil(self, one: "_One", given: bytes, tally: Tally) -> PupilChanges | None:
        """One pupil's changes, None without any. The loop meets each session, so all that can be is worked out before it."""
        due, on_roll, special, codes_, key = (
            self._due, one.on_roll, self._places.special, self.marks.codes, one.pupil.key
        )  # fmt: skip
        late, held = self.marks.minutes.get(one.upn, {}), self._held.get(key)
        new, old = bytearray(len(given)), bytes(held[self._span]) if held is not None else self._none
        for place_at, place in enumerate(given):
            if not place:
                continue
            slot = self.first + place_at
            ordinary = due[slot] and on_roll[slot] and not special[place]
            if not ordinary and not self._admits(one, slot, place, tally):
                continue
            before, minutes = old[place_at], late.get(slot)
            same = before == place and (minutes is None or self._held_minutes.get((key, slot)) == minutes)
            # What the clock of N has made an O here still is an N there: that is no change.
            if same or (codes_[place] == NO_REASON_YET and (key, slot) in self.ended):
                tally.same += 1
            elif (key, slot) in self.amended:
                tally.aside(AMENDED, one.upn, slot, one.row)
            else:
                tally.changed += bool(before)
                tally.new += not before
                new[place_at] = place
        if not any(new):
            return None
        replaced = bytes(before if place else 0 for before, place in zip(old, new, strict=True))
        return PupilChanges(one.upn, key, bytes(new), replaced)

    def _admits(self, one: "_One", slot: int, place: int, tally: Tally) -> bool:
        """Whether a mark out of the ordinary may stand; if not, it is counted."""
        on, session = self.marks.session_at(slot)
        if self._places.administrative[place]:
            tally.closures += bool(one.on_roll[slot] and self._calendar.is_session(on, session))
            return False
        if not one.on_roll[slot]:
            tally.aside(NOT_ON_ROLL, one.upn, slot, one.row)
            return False
        if slot in self._ahead and self._calendar.is_due(on, session):
            tally.aside(AHEAD, on.isoformat(), slot, one.row)
            return False
        if not self._due[slot]:
            tally.aside(CLOSED, on.isoformat(), slot, one.row)
            return False
        compulsory = of_compulsory_school_age(one.pupil.birth, on)
        code = self.marks.codes[place]
        if refusal(code, on=on, session=session, compulsory_age=compulsory, by_hand=False) is not None:
            tally.aside(AGE, one.upn, slot, one.row)
            return False
        return True


@dataclass(frozen=True, slots=True)
class _One:
    """A pupil in the loop over marks, with 1 in `on_roll` for each session of the days on roll."""

    upn: str
    row: int
    pupil: Enrolled
    on_roll: bytearray


class _Places:
    """What is special about a code, by its place: whether it is no register entry (# and Z), whether age matters."""

    def __init__(self, written: list[str]) -> None:
        administrative = {code.code for code in codes() if code.mark_class is MarkClass.NOT_COLLECTED}
        by_age = {
            code.code for code in codes() if code.applies_to in {AppliesTo.COMPULSORY_AGE, AppliesTo.NOT_COMPULSORY_AGE}
        }
        self.administrative = [code in administrative for code in written]
        self.special = [code in administrative or code in by_age for code in written]
        #: For `bytes.translate`, by place: 0 no mark, 1 an ordinary one, 2 one that is special. No array has other places.
        self.kinds = bytes([0, *(2 if special else 1 for special in self.special[1:])]).ljust(_BYTES)


def _due_slots(marks: Marks, calendar: SchoolCalendar, ahead: Collection[int]) -> bytearray:
    """1 for each session that must hold a mark: held, or due until an unplanned closure, and its register has opened."""
    due = bytearray(marks.slots)
    for slot in range(max(marks.low, 0), marks.high + 1):
        due[slot] = slot not in ahead and calendar.is_due(*marks.session_at(slot))
    return due


def _roll_slots(marks: Marks, pupil: Enrolled) -> bytearray:
    """1 for each session of the days on which a pupil is on roll."""
    slots = bytearray(marks.slots)
    for starts_on, ends_on in pupil.spells:
        first = max(starts_on, marks.first_day)
        last = min(ends_on or marks.last_day, marks.last_day)
        if first <= last:
            low, high = marks.slot(first, SESSIONS[0]), marks.slot(last, SESSIONS[-1])
            slots[low : high + 1] = b"\1" * (high + 1 - low)
    return slots


def tell(tally: Tally, marks: Marks, problems: Problems) -> None:
    """Put what was set aside into words."""
    for (kind, value), aside in tally.asides.items():
        first, last = marks.session_at(aside.first)[0], marks.session_at(aside.last)[0]
        span = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} to {last:%d/%m/%Y}"
        many = "1 mark" if aside.marks == 1 else f"{aside.marks:,} marks"
        words, remedy, field_ = _WORDS[kind]
        told, mend = words.format(many=many, span=span, value=value), remedy.format(system=problems.system)
        problems.quarantine(kind, told, mend, row=aside.row, field=field_)
    if tally.closures:
        problems.warning(
            "closed_in_file",
            f"{tally.closures:,} marks are # or Z in sessions in which the school meets and the pupil is on roll.",
            "They are left out, so those sessions have no mark. If the school was closed, enter it in the calendar.",
            field="Mark",
        )


_WORDS: Final = {
    PUPIL: (
        "No pupil on the roll has this UPN; {many} ({span}) are set aside.",
        "Import the roll that has the pupil, then these marks again. For a pupil of another school, ask the trust.",
        "UPN",
    ),
    NOT_ON_ROLL: (
        "{many} ({span}) are on days when the pupil is not on the roll; they are set aside.",
        "Check the dates of admission and leaving, then import these marks again.",
        "Date",
    ),
    CLOSED: (
        "The school does not meet then ({span}), and {many} say otherwise; they are set aside.",
        "If it did meet, correct the calendar and import these marks again.",
        "Date",
    ),
    AHEAD: (
        "{many} ({span}) are for a session whose register had not opened when the file was sent; they are set aside.",
        "Import them again once the session has begun. Leave that is planned is entered in the register.",
        "Session",
    ),
    AGE: (
        "{many} ({span}) have a code that is not for a pupil of that age; they are set aside.",
        "X is for pupils outside compulsory school age, C2 for those of it. Correct it in {system} and import again.",
        "Mark",
    ),
    AMENDED: (
        "{many} ({span}) were amended in Rollcall since, and stay as they are.",
        "Correct them in {system}, so that the two agree.",
        "Mark",
    ),
}
