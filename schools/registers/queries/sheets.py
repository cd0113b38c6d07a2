"""Registers as pages and programs see them: the pupils of a group, the sessions of a week, and what stands there."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import connections
from django.db.models import Q

from foundation.access.member import Member
from foundation.database.models import refuse_foreign
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.calendar.queries import entered, entered_for
from schools.calendar.rules.school_calendar import DayOff, SchoolCalendar
from schools.calendar.rules.session_times import SessionTimes
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.models import Register
from schools.registers.queries.awaited import AWAITED
from schools.registers.rules.closures import never_held_words
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.registers.rules.slots import Slot, Window, phase_at
from schools.roll.models import RegistrationGroup
from schools.roll.rules.form_order import form_place
from schools.roll.rules.names import full_name

WEEKDAYS = 5
_CLOSED = {
    DayOff.INSET: "The school does not meet: INSET day.",
    DayOff.CLOSURE: "The school does not meet: planned closure.",
    DayOff.BANK_HOLIDAY: "The school does not meet: bank holiday.",
}


@dataclass(frozen=True)
class Timetable:
    """What decides how far each session's register has got: calendar, session times (the newest first), closed years."""

    calendar: SchoolCalendar
    times: Sequence[SessionTimes]
    closed: frozenset[int] = frozenset()

    @classmethod
    def now(cls) -> "Timetable":
        """As the school has entered it. One statement."""
        return cls(*entered())

    @classmethod
    def of(cls, member: Member) -> "Timetable":
        """The same for a page: read once a request, together with its calendar."""
        return cls(*entered_for(member))

    def window(self, on: dt.date, session: int) -> Window | None:
        """The window that holds for a session of a date: the newest times begun by then."""
        for row in self.times:
            if row.session == session and row.valid_from <= on:
                return Window(row.opens_at, row.closes_after, row.needs_minutes)
        return None

    def open_for(self, on: dt.date, session: int) -> int | None:
        """For how many minutes a register stays open; None where the school has entered no times."""
        window = self.window(on, session)
        return window.minutes if window else None

    def slot(self, on: dt.date, session: int, now: dt.datetime) -> Slot:
        """One session at a moment."""
        window = self.window(on, session)
        half_term = self.calendar.half_term_of(on)
        return Slot(
            date=on,
            session=session,
            phase=phase_at(on, window, now),
            today=now.astimezone(LONDON).date(),
            window=window,
            half_term=(half_term.academic_year, half_term.number) if half_term else None,
            closed=self.closed_words(on, session),
            unplanned=self.unplanned_words(on, session),
            year_closed=self.calendar.year_of(on) in self.closed,
        )

    def week(self, monday: dt.date, now: dt.datetime) -> tuple[Slot, ...]:
        """The ten sessions of a school week, Monday AM first."""
        days = [monday + dt.timedelta(days=number) for number in range(WEEKDAYS)]
        return tuple(self.slot(on, session, now) for on in days for session in SESSIONS)

    def closed_words(self, on: dt.date, session: int) -> str:
        """Why no register is taken then, in words; empty when one is (also in an unplanned closure, which is Y4)."""
        if self.calendar.is_due(on, session):
            return ""
        if words := never_held_words(self.calendar, on):
            return words
        kinds = [day.kind for day in self.calendar.off_in(on, session)]
        return next((_CLOSED[kind] for kind in kinds if kind in _CLOSED), "The school does not meet then.")

    def unplanned_words(self, on: dt.date, session: int) -> str:
        """The unplanned closure of a session, with what the school wrote down of it; empty when there is none."""
        closure = self.calendar.unplanned_closure(on, session)
        if closure is None:
            return ""
        return f"unplanned closure: {closure.note}" if closure.note else "unplanned closure"


@dataclass(frozen=True, slots=True)
class SheetPupil:
    """A pupil as a register names them."""

    id: uuid.UUID
    key: int
    name: str
    sort_name: str
    birth: dt.date


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A pupil's sessions, in the order of the slots; None where this group does not record the pupil on that day."""

    pupil: SheetPupil
    cells: tuple[CellMark | None, ...]


@dataclass(frozen=True)
class Sheet:
    """One registration group's sessions. `versions` counts the saves of each slot's register, 0 before the first."""

    group: RegistrationGroup
    slots: tuple[Slot, ...]
    rows: tuple[SheetRow, ...]
    versions: tuple[int, ...]
    saved_at: tuple[dt.datetime | None, ...] = field(default=())

    def expected(self, place: int) -> int:
        """Pupils whom the register of that slot accounts for."""
        return sum(1 for row in self.rows if row.cells[place] is not None)

    def missing(self, place: int) -> int:
        """Pupils of that slot without a mark, but for those whom another place has to confirm."""
        return sum(1 for row in self.rows if row.cells[place] == NO_MARK)

    def planned(self, place: int) -> int:
        """Pupils of that slot for whom only a plan stands, made before the register opened."""
        return sum(1 for row in self.rows if (cell := row.cells[place]) is not None and cell.planned)

    @cached_property
    def empty(self) -> bool:
        """Whether nobody is in the group in any of these sessions."""
        return not self.rows


def sheets(groups: Iterable[RegistrationGroup], slots: Sequence[Slot]) -> list[Sheet]:
    """The registers of these groups in these sessions, in the order given. Two queries, however many groups."""
    wanted = list(groups)
    if not wanted or not slots:
        return []
    first, last = slots[0].date, slots[-1].date
    found = _found(wanted, slots)
    saves = {
        (group, on, session): (version, saved_at)
        for group, on, session, version, saved_at in Register.objects.filter(
            group__in=wanted, date__range=(first, last)
        ).values_list("group_id", "date", "session", "version", "saved_at")
    }
    never: tuple[int, dt.datetime | None] = (0, None)
    made = []
    for group in wanted:
        registers = [saves.get((group.pk, slot.date, slot.session), never) for slot in slots]
        made.append(
            Sheet(
                group=group,
                slots=tuple(slots),
                rows=tuple(_rows(found.get(group.pk, []), slots)),
                versions=tuple(version for version, _ in registers),
                saved_at=tuple(saved_at for _, saved_at in registers),
            )
        )
    return made


def sheet(group: RegistrationGroup, slots: Sequence[Slot]) -> Sheet:
    """One group's registers."""
    return sheets([group], slots)[0]


#: Between the parts of a mark, and between marks, as the database writes them: no code has either.
_FIELD, _RECORD = "\x1f", "\x1e"
#: Before the name of whoever planned what is only planned.
_PLANNED = "planned:"

#: SQL: the source of the plan that a planned mark (`mark`) is, empty for none.
PLANNED_BY: Final = """coalesce((SELECT plan.source FROM registers_plan AS plan
    WHERE plan.pupil_key = mark.pupil_key AND plan.date = mark.date AND plan.session = mark.session
      AND plan.confirmed AND plan.code = mark.code ORDER BY plan.rank, plan.source, plan.source_id LIMIT 1), '')"""

#: Who is on roll and in each group, on which days of the range, and what stands there in one text a spell: most pupils
#: were present throughout, and a row for every mark costs more to fetch than all the rest of a large school's week.
_SHEETS = f"""
SELECT placed.group_id, pupil.id, pupil.key, pupil.surname, pupil.forename, pupil.preferred, pupil.apart,
  pupil.sort_name, pupil.birth, greatest(placed.starts_on, admitted.starts_on, %(first)s::date),
  least(placed.ends_on, admitted.ends_on, %(last)s::date), held.marks, awaited.marks
FROM roll_placement AS placed
JOIN roll_pupil AS pupil ON pupil.id = placed.pupil_id
JOIN roll_admission AS admitted ON admitted.pupil_id = pupil.id
CROSS JOIN LATERAL (
  SELECT string_agg(concat_ws(%(field)s, date - %(first)s::date, session, code, minutes,
    CASE WHEN planned THEN %(planned)s || {PLANNED_BY} END), %(record)s ORDER BY date, session) AS marks
  FROM registers_mark AS mark WHERE pupil_key = pupil.key AND date BETWEEN %(first)s::date AND %(last)s::date
) AS held
CROSS JOIN LATERAL (
  SELECT string_agg(concat_ws(%(field)s, date - %(first)s::date, session, code, source), %(record)s
    ORDER BY date, session) AS marks
  FROM registers_plan AS plan
  WHERE pupil_key = pupil.key AND date BETWEEN %(first)s::date AND %(last)s::date AND {AWAITED}
) AS awaited
WHERE placed.group_id = ANY(%(groups)s)
  AND greatest(placed.starts_on, admitted.starts_on) <= %(last)s::date
  AND coalesce(least(placed.ends_on, admitted.ends_on), %(first)s::date) >= %(first)s::date
  AND greatest(placed.starts_on, admitted.starts_on) <= coalesce(least(placed.ends_on, admitted.ends_on), 'infinity')
ORDER BY pupil.sort_name, pupil.key, placed.starts_on, admitted.starts_on
"""  # noqa: S608 - our own words

#: A pupil, the days, both included, on which the group records them, and what stands in each slot of the range.
Spell = tuple[SheetPupil, dt.date, dt.date, tuple[CellMark, ...]]


def _found(groups: list[RegistrationGroup], slots: Sequence[Slot]) -> dict[uuid.UUID, list[Spell]]:
    """The spells of each group, by name."""
    refuse_foreign(groups)
    first, last = slots[0].date, slots[-1].date
    values: dict[str, Any] = {"groups": [group.pk for group in groups], "first": first, "last": last}
    values |= {"field": _FIELD, "record": _RECORD, "planned": _PLANNED}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_SHEETS, values)
        rows = cursor.fetchall()
    places = {((slot.date - first).days, slot.session): place for place, slot in enumerate(slots)}
    blank = (NO_MARK,) * len(slots)
    read: dict[tuple[str | None, str | None], tuple[CellMark, ...]] = {}
    known: dict[str, tuple[int | None, CellMark]] = {}
    found: dict[uuid.UUID, list[Spell]] = defaultdict(list)
    for (
        group,
        pupil_id,
        key,
        surname,
        forename,
        preferred,
        apart,
        sort_name,
        birth,
        begins,
        ends,
        text,
        awaited,
    ) in rows:
        if text is None and awaited is None:
            cells = blank
        elif (cells := read.get((text, awaited), blank)) is blank:
            cells = read[text, awaited] = _with_awaited(_read(text or "", places, known), awaited or "", places)
        pupil = SheetPupil(pupil_id, key, full_name(surname, forename, preferred, apart), sort_name, birth)
        found[group].append((pupil, begins, ends, cells))
    return found


def _read(
    text: str, places: Mapping[tuple[int, int], int], known: dict[str, tuple[int | None, CellMark]]
) -> tuple[CellMark, ...]:
    """The cells of one pupil's text; `known` keeps what each mark was read as."""
    cells = [NO_MARK] * len(places)
    for record in filter(None, text.split(_RECORD)):
        if (read := known.get(record)) is None:
            days, session, code, *more = record.split(_FIELD)  # concat_ws leaves out what is null
            planned = bool(more) and more[-1].startswith(_PLANNED)
            minutes = more[:-1] if planned else more
            plan = more[-1].removeprefix(_PLANNED) if planned else ""
            standing = CellMark(code, int(minutes[0]) if minutes else None, planned, plan)
            read = known[record] = (places.get((int(days), int(session))), standing)
        if read[0] is not None:
            cells[read[0]] = read[1]
    return tuple(cells)


def _with_awaited(
    cells: tuple[CellMark, ...], text: str, places: Mapping[tuple[int, int], int]
) -> tuple[CellMark, ...]:
    """The cells with what another place has to confirm in those that are empty."""
    if not text:
        return cells
    found = list(cells)
    for record in text.split(_RECORD):
        days, session, code, source = record.split(_FIELD)
        place = places.get((int(days), int(session)))
        if place is not None and found[place].code is None:
            found[place] = CellMark(plan=source, expects=code)
    return tuple(found)


def _rows(spells: list[Spell], slots: Sequence[Slot]) -> list[SheetRow]:
    """One row a pupil, even when the group has them twice in the range."""
    first, last = slots[0].date, slots[-1].date
    days: dict[int, list[tuple[dt.date, dt.date]]] = {}
    pupils: dict[int, tuple[SheetPupil, tuple[CellMark, ...]]] = {}
    for pupil, begins, ends, held in spells:
        pupils[pupil.key] = (pupil, held)
        days.setdefault(pupil.key, []).append((begins, ends))
    made = []
    for key, (pupil, held) in pupils.items():
        cells: Sequence[CellMark | None] = held
        if days[key] != [(first, last)]:
            cells = [
                cell if any(begins <= slot.date <= ends for begins, ends in days[key]) else None
                for cell, slot in zip(held, slots, strict=True)
            ]
        made.append(SheetRow(pupil, tuple(cells)))
    return made


def groups_with_pupils(on: dt.date) -> list[RegistrationGroup]:
    """The registration groups somebody is in on a day, by year and name: empty ones have no register."""
    holds = Q(placements__starts_on__lte=on) & (Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gte=on))
    rows = RegistrationGroup.objects.filter(holds).distinct()
    return sorted(rows, key=lambda row: form_place(row.year_group, row.name))
