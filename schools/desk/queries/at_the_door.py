"""Who stands at the desk: a pupil on roll, by name and form and no more, with today's session and what stands in it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from schools.calendar.rules.sessions import SESSIONS
from schools.desk.rules.lateness import slot_of_arrival
from schools.desk.rules.short_codes import key_of
from schools.registers.models import Mark
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.registers.rules.slots import Slot
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.roll.queries import holds_on


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A pupil at the desk. `group` is None for somebody on roll and in no form."""

    pupil: Pupil
    group: RegistrationGroup | None

    @property
    def name(self) -> str:
        return str(self.pupil)

    @property
    def form(self) -> str:
        return self.group.name if self.group else ""


@dataclass(frozen=True, slots=True)
class HeldMark:
    """What stands in a cell, and the entry that put it there: a page says by it what it was drawn from."""

    mark: CellMark = NO_MARK
    entry: int = 0


def by_code(typed: str, day: dt.date) -> uuid.UUID | None:
    """The pupil on roll whose card or unique pupil number was scanned; None when it is no such code, or nobody's."""
    text = typed.strip().upper()
    key = key_of(text)
    found = Pupil.objects.filter(upn=text) if key is None else Pupil.objects.filter(key=key)
    return _on_roll(found, day).values_list("pk", flat=True).first()


def at_door(pupil_id: uuid.UUID, day: dt.date) -> AtDoor | None:
    """A pupil on roll that day."""
    row = _on_roll(Pupil.objects.filter(pk=pupil_id), day).first()
    if row is None:
        return None
    placement = Placement.objects.filter(holds_on(day), pupil=row).select_related("group").first()
    return AtDoor(row, placement.group if placement else None)


def _on_roll(pupils: QuerySet[Pupil], day: dt.date) -> QuerySet[Pupil]:
    return pupils.filter(pk__in=Admission.objects.filter(holds_on(day)).values("pupil"))


def session_now(now: dt.datetime, day: dt.date) -> Slot:
    """The session that somebody who comes now comes late to."""
    timetable = Timetable.now()
    return slot_of_arrival([timetable.slot(day, session, now) for session in SESSIONS])


def held_mark(pupil_key: int, slot: Slot) -> HeldMark:
    """What stands in a pupil's cell."""
    row = Mark.objects.filter(pupil_key=pupil_key, date=slot.date, session=slot.session).first()
    return HeldMark() if row is None else HeldMark(CellMark(row.code, row.minutes, row.planned), row.entry_id)
