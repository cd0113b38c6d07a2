"""The registers as their pages show them: a day's list, and one group's week."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from foundation.ui.numbers import as_at
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import AM, SESSIONS
from schools.registers.queries.sheets import Sheet, Timetable, groups_with_pupils, sheet, sheets
from schools.registers.rules.addresses import SESSION_WORDS
from schools.registers.rules.slots import Phase, Slot
from schools.roll.models import GroupTutor, RegistrationGroup
from schools.roll.queries import holds_on
from schools.roll.rules.year_group import year_group_label, year_group_order

MORNING_AFTERNOON: Final = {1: "morning", 2: "afternoon"}
NOT_OPEN: Final = "Not open yet"
_WEEK = dt.timedelta(days=7)
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
    if slot.phase is Phase.AHEAD:
        return State("off", NOT_OPEN, _opening(slot))
    if not missing and not planned:
        # Of its newest save, which may be an amendment: not the time at which it was sent.
        return State("sent", "Sent", f"saved {as_at(saved_at, slot.today)}" if saved_at else "")
    parts = []
    if missing and missing != expected:
        parts.append(f"{missing} of {expected} marks")
    if planned:
        parts.append(f"{planned} planned, to confirm")
    if slot.phase is Phase.OPEN and slot.closes_at:
        parts.append(f"open until {slot.closes_at}")
    return State("missing", "Missing", ", ".join(parts), to_do=True)


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
class Line:
    """One group of the day's list with its registers, morning first."""

    group: str
    tutor: str
    pupils: int
    registers: tuple[Due, ...]


@dataclass(frozen=True)
class Day:
    """The registers of a day. `closed` says why there are none, `years` gives the groups by year, youngest first."""

    date: dt.date
    closed: str
    years: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    before: dt.date | None = None
    after: dt.date | None = None

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


def year_words(year_group: str) -> str:
    """A year group as a heading says it; groups of several years have none of their own."""
    return year_group_label(year_group) if year_group else "Mixed ages"


def register_address(group: RegistrationGroup, slot: Slot) -> str:
    """The page of one register."""
    return reverse("register", args=[group.pk, slot.date, slot.session])


def day(on: dt.date, groups: Collection[RegistrationGroup], *, now: dt.datetime) -> Day:
    """The registers of these groups on a day, groups with nobody in them left out."""
    timetable = Timetable.now(on)
    slots = [timetable.slot(on, session, now) for session in SESSIONS]
    before, after = _neighbours(timetable, on)
    if all(slot.closed for slot in slots):
        return Day(on, slots[0].closed, before=before, after=after)
    allowed = {group.pk for group in groups}
    shown = [one for one in sheets([g for g in groups_with_pupils(on) if g.pk in allowed], slots) if not one.empty]
    tutors = tutors_on(on)
    years: dict[str, list[Line]] = defaultdict(list)
    for one in shown:
        years[one.group.year_group].append(_line(one, tutors.get(one.group.pk, "")))
    ordered = sorted(years.items(), key=lambda item: year_group_order(item[0]) if item[0] else -1)
    return Day(
        on,
        "",
        tuple((year_words(year), tuple(lines)) for year, lines in ordered),
        before,
        after,
    )


def _line(one: Sheet, tutor: str) -> Line:
    group = one.group
    pupils = max(one.expected(place) for place in range(len(one.slots)))
    return Line(
        group.name,
        tutor,
        pupils,
        tuple(
            Due(
                group.name,
                year_words(group.year_group),
                tutor,
                SESSION_WORDS[slot.session],
                state_at(one, place),
                register_address(group, slot),
                one.expected(place),
                slot.phase is Phase.OPEN,
            )
            for place, slot in enumerate(one.slots)
        ),
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
    for row in GroupTutor.objects.filter(holds_on(on)).select_related("staff").order_by("staff__name"):
        names[row.group_id].append(row.staff.name)
    return {group: " and ".join(held) for group, held in names.items()}


def _neighbours(timetable: Timetable, on: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The school days before and after, when there is one within a fortnight."""
    reach = dt.timedelta(days=_FORTNIGHT_DAYS)
    before = timetable.calendar.school_days(on - reach, on - dt.timedelta(days=1))
    after = timetable.calendar.school_days(on + dt.timedelta(days=1), on + reach)
    return before[-1] if before else None, after[0] if after else None


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
class Near:
    """A school day near the one asked for, and the group's register of it."""

    date: dt.date
    address: str


@dataclass(frozen=True, slots=True)
class NoRegister:
    """Why an address leads to no register, in words, and the school days to go to instead, the nearest first."""

    group: RegistrationGroup
    words: str
    nearest: tuple[Near, ...]


def no_register(
    group: RegistrationGroup, words: str, around: dt.date, session: int, *, timetable: Timetable
) -> NoRegister:
    """The answer to an address without a register; `around` is the date it names, or today when it names none."""
    here = around if timetable.calendar.is_school_day(around) else None
    found = [day for day in (here, *_neighbours(timetable, around)) if day is not None]
    ordered = sorted(found, key=lambda day: abs(day - around))[:2]
    return NoRegister(
        group, words, tuple(Near(day, reverse("register", args=[group.pk, day, session])) for day in ordered)
    )


def next_missing(week: GroupWeek, groups: Sequence[RegistrationGroup]) -> Due | None:
    """The next register of the same session that somebody must take, after this one in the list's order."""
    slot = week.chosen
    others = [one for one in sheets(groups, [slot]) if not one.empty]
    places = [place for place, one in enumerate(others) if one.group.pk == week.sheet.group.pk]
    start = places[0] + 1 if places else 0
    for one in [*others[start:], *others[: max(start - 1, 0)]]:
        due = _line(one, "").registers[0]
        if due.state.to_do:
            return due
    return None
