"""The registers of a day as counts: how many pupils each accounts for, and how many of them have a mark."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connections

from foundation.database.hiding import whole_lists
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.queries.awaited import AWAITED
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.codes import CodeNotValidOn, MarkClass, UnknownCode, code_on
from schools.registers.rules.slots import WindowPhase
from schools.roll.rules.form_order import form_place

_ATTENDED = frozenset({MarkClass.PRESENT, MarkClass.APPROVED})
_POSSIBLE = _ATTENDED | {MarkClass.AUTHORISED, MarkClass.UNAUTHORISED}

#: A group that nobody on roll is in that day has no row, and so no register. Everybody's marks are joined as a set, by the
#: index of the day, and counted by code; what a code counts as is for the rules. A last day is asked for by IS NULL: the
#: planner knows how many have none, and joins all at once instead of one by one.
_BOARD = f"""
WITH held AS (
  SELECT placed.group_id, slot.session, mark.code, mark.planned,
    mark.code IS NULL AND away.pupil_key IS NOT NULL AS awaited, count(*) AS pupils
  FROM roll_placement AS placed
  JOIN roll_pupil AS pupil ON pupil.id = placed.pupil_id
  JOIN roll_admission AS admitted ON admitted.pupil_id = placed.pupil_id
  CROSS JOIN unnest(%(sessions)s::int[]) AS slot (session)
  LEFT JOIN registers_mark AS mark ON mark.pupil_key = pupil.key AND mark.date = %(on)s AND mark.session = slot.session
  LEFT JOIN (SELECT pupil_key, session FROM registers_plan AS plan WHERE date = %(on)s AND {AWAITED}) AS away
    ON away.pupil_key = pupil.key AND away.session = slot.session
  WHERE placed.starts_on <= %(on)s AND (placed.ends_on IS NULL OR placed.ends_on >= %(on)s)
    AND admitted.starts_on <= %(on)s AND (admitted.ends_on IS NULL OR admitted.ends_on >= %(on)s)
  GROUP BY placed.group_id, slot.session, mark.code, mark.planned, awaited
)
SELECT held.group_id, named.name, named.year_group, held.session, coalesce(register.version, 0), register.saved_at,
  held.code, held.planned, held.awaited, held.pupils
FROM held
JOIN roll_registrationgroup AS named ON named.id = held.group_id
LEFT JOIN registers_register AS register
  ON register.group_id = held.group_id AND register.date = %(on)s AND register.session = held.session
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """One group's register of one session: pupils, how many have any mark, and of those how many only a planned one.

    `awaited` are those without one whom another place has to confirm: they are not the tutor's to mark. `attended` of
    `possible` are the marks that enter the attendance figure. `version` counts its saves.
    """

    group: uuid.UUID
    name: str
    year_group: str
    session: int
    version: int
    saved_at: dt.datetime | None
    expected: int = 0
    marked: int = 0
    planned: int = 0
    attended: int = 0
    possible: int = 0
    awaited: int = 0

    @property
    def missing(self) -> int:
        """Pupils without any mark, whom nobody else is to confirm."""
        return self.expected - self.marked - self.awaited

    @property
    def whole(self) -> bool:
        """Whether everybody has a mark that is more than a plan."""
        return not self.missing and not self.planned

    def counting(
        self, pupils: int, code: str | None, on: dt.date, *, planned: bool, awaited: bool = False
    ) -> "RegisterCount":
        """With so many more pupils, in whose cells the same stands: a code, only planned perhaps, or nothing."""
        kind = None if code is None or planned else _kind(code, on)
        return replace(
            self,
            expected=self.expected + pupils,
            marked=self.marked + (pupils if code is not None else 0),
            planned=self.planned + (pupils if planned else 0),
            attended=self.attended + (pupils if kind in _ATTENDED else 0),
            possible=self.possible + (pupils if kind in _POSSIBLE else 0),
            awaited=self.awaited + (pupils if awaited else 0),
        )


@whole_lists()
def day_board(on: dt.date, sessions: Sequence[int]) -> list[RegisterCount]:
    """The registers of these sessions of a day, by session, then by year and name. One query."""
    if not sessions:
        return []
    found: dict[tuple[object, ...], RegisterCount] = {}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_BOARD, {"on": on, "sessions": list(sessions)})
        for *register, code, planned, awaited, pupils in cursor.fetchall():
            key = tuple(register)
            count = found[key] if key in found else RegisterCount(*register)
            found[key] = count.counting(pupils, code, on, planned=bool(planned), awaited=awaited)
    return sorted(found.values(), key=lambda row: (row.session, form_place(row.year_group, row.name)))


def late_registers(now: dt.datetime) -> list[RegisterCount]:
    """The registers of today that have closed and are not whole; where a school has entered no times, all that are not."""
    today = now.astimezone(LONDON).date()
    timetable = Timetable.now()
    slots = [timetable.slot(today, session, now) for session in SESSIONS]
    late = [slot.session for slot in slots if slot.to_take and (slot.phase is WindowPhase.SHUT or slot.window is None)]
    return [count for count in day_board(today, late) if not count.whole]


def _kind(code: str, on: dt.date) -> MarkClass | None:
    """What a code counts as; None for one that the date does not know, which an import may have brought."""
    try:
        return code_on(code, on).mark_class
    except (UnknownCode, CodeNotValidOn):
        return None
