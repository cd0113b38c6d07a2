"""The registers of a day as their page shows them: what is missing, and every group by year."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import as_at, counted
from foundation.ui.sentences import Said
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.queries.sheets import Sheet, Timetable, groups_with_pupils, sheets
from schools.registers.rules.addresses import SESSION_WORDS
from schools.registers.rules.slots import Slot, WindowPhase
from schools.roll.models import GroupTutor, RegistrationGroup
from schools.roll.queries import holds_on
from schools.roll.rules.year_group import year_group_label, year_group_order

MORNING_AFTERNOON: Final = {1: "morning", 2: "afternoon"}
NOT_OPEN: Final = "Not open yet"
MISSING_WORD: Final = "Missing"
CLOSED_WORD: Final = "Closed"
_FORTNIGHT_DAYS = 14


@dataclass(frozen=True, slots=True)
class State:
    """How far a register is: the shape and word of its tag, and what follows. `to_do` asks for somebody."""

    tag: str
    word: str
    more: str = ""
    to_do: bool = False


def state_of(slot: Slot, *, expected: int, missing: int, planned: int, saved_at: dt.datetime | None) -> State:
    """How far the register of a session is: Missing, Sent, Not open yet, or no register at all.

    Sent is a register that was taken and in which every pupil has a mark; one that was saved in part is still missing,
    and says how much. What was planned beforehand is no mark until somebody takes the register.
    """
    if slot.closed:
        return State("off", "No register", slot.closed)
    if slot.unplanned:
        unmarked = missing + planned  # of who joined since, say: nobody is chased for a register that is not taken
        return State("off", CLOSED_WORD, f"{unmarked} without a mark" if unmarked else "")
    if slot.phase is WindowPhase.AHEAD:
        return State("off", NOT_OPEN, _opening(slot))
    if not missing and not planned:
        # Of its newest save, which may be an amendment: not the time at which it was sent.
        return State("sent", "Sent", f"saved {as_at(saved_at, slot.today)}" if saved_at else "")
    parts = []
    if missing and missing != expected:
        parts.append(f"{missing} of {expected} marks")
    if planned:
        parts.append(f"{planned} planned, to confirm")
    if slot.phase is WindowPhase.OPEN and slot.closes_at:
        parts.append(f"open until {slot.closes_at}")
    return State("missing", MISSING_WORD, ", ".join(parts), to_do=True)


def _opening(slot: Slot) -> str:
    return f"opens at {slot.window.opens_at:%H:%M}" if slot.window and slot.date == slot.today else ""


@dataclass(frozen=True, slots=True)
class Due:
    """One register of the day: of which group and session, in what state, whether it is open, and where it is."""

    group: str
    year: str
    tutor: str
    session: str
    state: State
    address: str
    pupils: int
    open: bool


@dataclass(frozen=True, slots=True)
class DayLine:
    """One group of the day's list with its registers, morning first."""

    group: str
    tutor: str
    pupils: int
    registers: tuple[Due, ...]


@dataclass(frozen=True)
class Day:
    """The registers of a day. `closed` says why there are none, `years` gives the groups by year, youngest first.

    `unplanned` says of each session that the school was to hold, and could not, that it is closed and why.
    """

    date: dt.date
    closed: str
    years: tuple[tuple[str, tuple[DayLine, ...]], ...] = ()
    before: dt.date | None = None
    after: dt.date | None = None
    unplanned: tuple[str, ...] = ()

    @property
    def due(self) -> list[Due]:
        """Every register of the day, in the list's order."""
        return [one for _, lines in self.years for line in lines for one in line.registers]

    @property
    def missing(self) -> list[Due]:
        """Those that somebody must take: what is open now, then the rest, the morning first."""
        return sorted((one for one in self.due if one.state.to_do), key=lambda one: (not one.open, one.session))

    @property
    def sent(self) -> int:
        return sum(1 for one in self.due if one.state.tag == "sent")

    @property
    def waiting(self) -> int:
        """Registers of sessions that are still to come."""
        return sum(1 for one in self.due if one.state.word == NOT_OPEN)

    @property
    def said(self) -> Said:
        """How the day stands: what is missing, or why nothing can be."""
        if self.closed:
            return Said(f"{self.closed} No register is taken.")
        if not self.years:
            return Said("There is no group here with pupils in it on this day.")
        if self.missing:
            verb = "is" if len(self.missing) == 1 else "are"
            return Said(strong=counted(len(self.missing), "register"), after=f" {verb} missing.{self._others}")
        if self.due and all(one.state.word == CLOSED_WORD for one in self.due):
            return Said("No register is taken.")
        if self.sent == len(self.due):
            return Said("Every register is in.")
        return Said(f"No register is missing.{self._others}")

    @property
    def _others(self) -> str:
        """The registers that are sent, and those still to come."""
        sent = f"{self.sent} sent" if self.sent else ""
        waiting = f"{self.waiting} not open yet" if self.waiting else ""
        said = ", ".join(part for part in (sent, waiting) if part)
        return f" {said}." if said else ""


def year_words(year_group: str) -> str:
    """A year group as a heading says it; groups of several years have none of their own."""
    return year_group_label(year_group) if year_group else "Mixed ages"


def register_address(group: RegistrationGroup, slot: Slot) -> str:
    """The page of one register."""
    return reverse("register", args=[group.pk, slot.date, slot.session])


def day_address(on: dt.date) -> str:
    """The registers of a day."""
    return f"{reverse('registers')}?on={on}"


def day(on: dt.date, groups: Collection[RegistrationGroup], *, now: dt.datetime, timetable: Timetable) -> Day:
    """The registers of these groups on a day, groups with nobody in them left out."""
    slots = [timetable.slot(on, session, now) for session in SESSIONS]
    before, after = neighbours(timetable, on)
    if all(slot.closed for slot in slots):
        return Day(on, slots[0].closed, before=before, after=after)
    allowed = {group.pk for group in groups}
    shown = [one for one in sheets([g for g in groups_with_pupils(on) if g.pk in allowed], slots) if not one.empty]
    tutors = tutors_on(on)
    years: dict[str, list[DayLine]] = defaultdict(list)
    for one in shown:
        years[one.group.year_group].append(_line(one, tutors.get(one.group.pk, "")))
    ordered = sorted(years.items(), key=lambda item: year_group_order(item[0]) if item[0] else -1)
    return Day(
        on,
        "",
        tuple((year_words(year), tuple(lines)) for year, lines in ordered),
        before,
        after,
        closures_in(slots),
    )


def closures_in(slots: Iterable[Slot]) -> tuple[str, ...]:
    """The unplanned closures of these sessions in sentences, a closure of a whole day in one."""
    days: dict[tuple[dt.date, str], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.unplanned:
            days[slot.date, slot.unplanned].append(slot)
    made = []
    for (on, why), shut in days.items():
        half = "" if len(shut) == len(SESSIONS) else f" {MORNING_AFTERNOON[shut[0].session]}"
        made.append(f"{on:%A}{half}, {why}. Pupils on roll have Y4, and no register is taken.")
    return tuple(made)


def _line(one: Sheet, tutor: str) -> DayLine:
    pupils = max(one.expected(place) for place in range(len(one.slots)))
    return DayLine(one.group.name, tutor, pupils, tuple(due_of(one, place, tutor) for place in range(len(one.slots))))


def due_of(one: Sheet, place: int, tutor: str = "") -> Due:
    """One register of a sheet as a list shows it."""
    group, slot = one.group, one.slots[place]
    return Due(
        group.name,
        year_words(group.year_group),
        tutor,
        SESSION_WORDS[slot.session],
        state_at(one, place),
        register_address(group, slot),
        one.expected(place),
        slot.phase is WindowPhase.OPEN,
    )


def state_at(one: Sheet, place: int) -> State:
    """How far one register of a sheet is."""
    return state_of(
        one.slots[place],
        expected=one.expected(place),
        missing=one.missing(place),
        planned=one.planned(place),
        saved_at=one.saved_at[place] if one.saved_at else None,
    )


def tutors_on(on: dt.date) -> dict[uuid.UUID, str]:
    """Who tutors each group on a day, by the key of the group. One query."""
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    held = GroupTutor.objects.filter(holds_on(on)).order_by("staff__name")
    for group, name in held.values_list("group_id", "staff__name"):
        names[group].append(name)
    return {group: " and ".join(those) for group, those in names.items()}


def neighbours(timetable: Timetable, on: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The school days before and after, when there is one within a fortnight."""
    reach = dt.timedelta(days=_FORTNIGHT_DAYS)
    before = timetable.calendar.school_days(on - reach, on - dt.timedelta(days=1))
    after = timetable.calendar.school_days(on + dt.timedelta(days=1), on + reach)
    return before[-1] if before else None, after[0] if after else None
