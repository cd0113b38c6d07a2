"""A register and a pupil's year as they stood at a moment, beside now: what differs, who changed it, when and why."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from foundation.london import LONDON
from foundation.ui.numbers import counted, long_date
from schools.calendar.queries import year_of
from schools.calendar.rules.academic_year import academic_year_label
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.registers.queries.as_at import SlotKey, Stood, differing, marks_as_at, marks_now
from schools.registers.queries.sheets import SheetPupil, Timetable, sheet
from schools.registers.queries.versions import Version, versions_among
from schools.registers.rules.slots import Slot, WindowPhase, phase_at
from schools.registers.rules.spoken import said_mark, shape_of
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil, RegistrationGroup


@dataclass(frozen=True, slots=True)
class Difference:
    """One mark that a reader sees otherwise now: both readings in words, and the changes made since, oldest first."""

    name: str
    date: dt.date
    session: int
    then: str
    now: str
    changes: tuple[Version, ...]

    @property
    def slot(self) -> str:
        """Thursday 19 November 2026, AM."""
        return f"{long_date(self.date)}, {SESSION_NAMES[self.session]}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of a grid: its shape and code (empty where missing or not recorded), its words, and whether it differs."""

    shape: str
    code: str
    minutes: int | None
    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A pupil's ten sessions as they stood, and as they stand. None where the group does not record the pupil."""

    pupil: SheetPupil
    then: tuple[Reading | None, ...]
    now: tuple[Reading | None, ...]


@dataclass(frozen=True)
class GroupAsAt:
    """A registration group's week at a moment beside now."""

    group: RegistrationGroup
    slots: tuple[Slot, ...]
    moment: dt.datetime | None
    rows: tuple[GridRow, ...]
    differences: tuple[Difference, ...]

    @property
    def monday(self) -> dt.date:
        return self.slots[0].date

    @property
    def differs(self) -> str:
        """How many of the week's marks stood otherwise."""
        return _differs(len(self.differences), " of this week")

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The five days."""
        return tuple(slot.date for slot in self.slots[::2])


def _differs(count: int, which: str = "") -> str:
    if not count:
        return f"every mark{which} stood as it does now."
    return f"{counted(count, 'mark')}{which} {'was' if count == 1 else 'were'} otherwise than now."


def _words(stood: Stood | None, on: dt.date) -> str:
    if stood is None:
        return "no mark"
    return f"{said_mark(stood.code, stood.minutes, on)}{' (planned)' if stood.planned else ''}"


def _differences(
    keys: dict[int, str],
    then: dict[SlotKey, Stood],
    now: dict[SlotKey, Stood],
    moment: dt.datetime,
    slots: list[SlotKey],
) -> tuple[Difference, ...]:
    """The slots that differ by session, then in the order of `keys`, each with the changes since. At most one query."""
    if not slots:
        return ()
    places = {key: place for place, key in enumerate(keys)}
    slots = sorted(slots, key=lambda slot: (slot[1], slot[2], places[slot[0]]))
    dates = [date for _, date, _ in slots]
    since: dict[SlotKey, list[Version]] = {}
    for row in versions_among({key for key, _, _ in slots}, min(dates), max(dates)):
        if row.at > moment:
            since.setdefault((row.pupil_key, row.date, row.session), []).append(row)
    return tuple(
        Difference(
            keys[slot[0]],
            slot[1],
            slot[2],
            _words(then.get(slot), slot[1]),
            _words(now.get(slot), slot[1]),
            tuple(since.get(slot, ())),
        )
        for slot in slots
    )


def group_as_at(
    group: RegistrationGroup, monday: dt.date, moment: dt.datetime | None, *, now: dt.datetime
) -> GroupAsAt:
    """A group's week as it stood at `moment` beside how it stands; without a moment, only the week."""
    times = Timetable.now()
    slots = times.week(monday, now)
    if moment is None:
        return GroupAsAt(group, slots, None, (), ())
    rows = sheet(group, slots).rows
    keys = {row.pupil.key: row.pupil.name for row in rows}
    last = slots[-1].date
    then, standing = marks_as_at(keys, monday, last, moment), marks_now(keys, monday, last)
    recorded = {
        (row.pupil.key, slot.date, slot.session)
        for row in rows
        for cell, slot in zip(row.cells, slots, strict=True)
        if cell is not None
    }
    changed = [slot for slot in differing(then, standing) if slot in recorded]
    return GroupAsAt(
        group=group,
        slots=slots,
        moment=moment,
        rows=tuple(
            GridRow(
                row.pupil,
                _readings(row.pupil, times.week(monday, moment), recorded, then, changed),
                _readings(row.pupil, slots, recorded, standing, changed),
            )
            for row in rows
        ),
        differences=_differences(keys, then, standing, moment, changed),
    )


def _readings(
    pupil: SheetPupil,
    slots: tuple[Slot, ...],
    recorded: set[SlotKey],
    marks: dict[SlotKey, Stood],
    changed: list[SlotKey],
) -> tuple[Reading | None, ...]:
    return tuple(
        _reading(slot, marks.get(where), where in changed)
        if (where := (pupil.key, slot.date, slot.session)) in recorded
        else None
        for slot in slots
    )


def _reading(slot: Slot, stood: Stood | None, differs: bool) -> Reading:
    if stood is None:
        words = "missing" if slot.due else slot.closed or "not yet due"
        return Reading("m" if slot.due else "", "", None, words, differs)
    return Reading(shape_of(stood.code, slot.date), stood.code, stood.minutes, _words(stood, slot.date), differs)


@dataclass(frozen=True)
class PupilAsAt:
    """One pupil's year at a moment beside now, on the whole roll: every session of the pupil's."""

    pupil: Pupil
    academic_year: int
    moment: dt.datetime | None
    then: Totals
    now: Totals
    differences: tuple[Difference, ...]

    @property
    def differs(self) -> str:
        """How many of the pupil's marks stood otherwise."""
        return _differs(len(self.differences))

    @cached_property
    def label(self) -> str:
        """ "2026/27"."""
        return academic_year_label(self.academic_year)

    @property
    def lines(self) -> tuple[tuple[str, int, int], ...]:
        """Each class of marks in words, then and now."""
        names = ("attendance", "authorised", "unauthorised", "possible", "not_possible", "late")
        words = ("Attended", "Authorised absence", "Unauthorised absence", "Possible", "Not possible", "Late")
        return tuple(
            (word, getattr(self.then, name), getattr(self.now, name)) for word, name in zip(words, names, strict=True)
        )


def pupil_as_at(
    pupil: Pupil, moment: dt.datetime | None, *, now_at: dt.datetime, academic_year: int | None
) -> PupilAsAt:
    """A pupil's totals as they stood at `moment` beside now, with what differs.

    Counts what the year's summaries count: marks inside half-terms on days the pupil was on roll, as the roll is today.
    What was planned and is not confirmed to this day counts at no moment; what is, from the opening of its register on,
    though it may have been confirmed somewhat later.
    """
    today = now_at.astimezone(LONDON).date()
    asked = moment.astimezone(LONDON).date() if moment else today
    year = year_of(asked) if academic_year is None else academic_year
    if moment is None:
        return PupilAsAt(pupil, year, None, Totals(), Totals(), ())
    times = Timetable.now()
    first, last = times.calendar.year_span(year)
    spells = [(row.starts_on, row.ends_on or last) for row in pupil.admissions.all()]
    keys = {pupil.key: str(pupil)}
    then, now = (
        {slot: stood for slot, stood in marks.items() if any(start <= slot[1] <= end for start, end in spells)}
        for marks in (marks_as_at(keys, first, last, moment), marks_now(keys, first, last))
    )

    plans = {stood.entry for stood in now.values() if stood.planned}

    def totals(marks: dict[SlotKey, Stood], at: dt.datetime) -> Totals:
        return Totals.of(
            (stood.code, on)
            for (_, on, session), stood in marks.items()
            if stood.entry not in plans
            and times.calendar.half_term_of(on)
            and phase_at(on, times.window(on, session), at) is not WindowPhase.AHEAD
        )

    return PupilAsAt(
        pupil=pupil,
        academic_year=year,
        moment=moment,
        then=totals(then, moment),
        now=totals(now, now_at),
        differences=_differences(keys, then, now, moment, differing(then, now)),
    )
