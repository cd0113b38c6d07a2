"""The registers of a day as counts: how many pupils each accounts for, and how many of them have a mark."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from foundation.database.scope import ALIAS
from schools.registers.rules.codes import MarkClass, codes
from schools.roll.rules.year_group import year_group_order

_ATTENDED = (MarkClass.PRESENT, MarkClass.APPROVED)
_POSSIBLE = (*_ATTENDED, MarkClass.AUTHORISED, MarkClass.UNAUTHORISED)

#: A group that nobody on roll is in that day has no row, and so no register. Everybody's marks are joined as a set, by the
#: index of the day: looking them up pupil by pupil takes a large school five times as long.
_BOARD = """
SELECT placed.group_id, named.name, named.year_group, slot.session, count(*), count(mark.code),
  count(*) FILTER (WHERE mark.planned),
  count(*) FILTER (WHERE NOT mark.planned AND mark.code = ANY(%(attended)s)),
  count(*) FILTER (WHERE NOT mark.planned AND mark.code = ANY(%(possible)s)),
  coalesce(max(register.version), 0), max(register.saved_at)
FROM roll_placement AS placed
JOIN roll_registrationgroup AS named ON named.id = placed.group_id
JOIN roll_pupil AS pupil ON pupil.id = placed.pupil_id
JOIN roll_admission AS admitted ON admitted.pupil_id = placed.pupil_id
CROSS JOIN unnest(%(sessions)s::int[]) AS slot (session)
LEFT JOIN registers_mark AS mark ON mark.pupil_key = pupil.key AND mark.date = %(on)s AND mark.session = slot.session
LEFT JOIN registers_register AS register
  ON register.group_id = placed.group_id AND register.date = %(on)s AND register.session = slot.session
WHERE placed.starts_on <= %(on)s AND coalesce(placed.ends_on, 'infinity') >= %(on)s
  AND admitted.starts_on <= %(on)s AND coalesce(admitted.ends_on, 'infinity') >= %(on)s
GROUP BY placed.group_id, named.name, named.year_group, slot.session
"""


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """One group's register of one session: pupils, how many have any mark, and of those how many only a planned one.

    `attended` of `possible` are the marks that enter the attendance figure. `version` counts its saves.
    """

    group: uuid.UUID
    name: str
    year_group: str
    session: int
    expected: int
    marked: int
    planned: int
    attended: int
    possible: int
    version: int
    saved_at: dt.datetime | None

    @property
    def missing(self) -> int:
        """Pupils without any mark."""
        return self.expected - self.marked


def day_board(on: dt.date, sessions: Sequence[int]) -> list[RegisterCount]:
    """The registers of these sessions of a day, by session, then by year and name. One query."""
    if not sessions:
        return []
    values: dict[str, Any] = {
        "on": on,
        "sessions": list(sessions),
        "attended": [row.code for row in codes() if row.valid_on(on) and row.mark_class in _ATTENDED],
        "possible": [row.code for row in codes() if row.valid_on(on) and row.mark_class in _POSSIBLE],
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_BOARD, values)
        rows = [RegisterCount(*row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: (row.session, _place(row.year_group), row.name))


def _place(year_group: str) -> int:
    return year_group_order(year_group) if year_group else -1
