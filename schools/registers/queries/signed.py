"""The marks of one register with who put each there."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connections

from foundation.database.scope import ALIAS
from schools.registers.models import Register
from schools.roll.models import RegistrationGroup


@dataclass(frozen=True, slots=True)
class SignedMark:
    """A pupil's mark in one session; no code is missing, and nobody has signed it: its versions say who cleared it."""

    pupil: uuid.UUID
    key: int
    code: str | None
    minutes: int | None
    planned: bool
    by: str
    position: str
    at: dt.datetime | None


_SIGNED = """
    SELECT DISTINCT ON (pupil.sort_name, pupil.key)
           pupil.id, pupil.key, mark.code, mark.minutes, COALESCE(mark.planned, false),
           entry.by_name, entry.by_position, entry.at
      FROM roll_placement AS placement
      JOIN roll_pupil AS pupil ON pupil.id = placement.pupil_id
      JOIN roll_admission AS admission ON admission.pupil_id = pupil.id
           AND admission.starts_on <= %(on)s AND (admission.ends_on IS NULL OR admission.ends_on >= %(on)s)
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = pupil.key AND mark.date = %(on)s AND mark.session = %(session)s
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
     WHERE placement.group_id = %(group)s
       AND placement.starts_on <= %(on)s AND (placement.ends_on IS NULL OR placement.ends_on >= %(on)s)
     ORDER BY pupil.sort_name, pupil.key
"""


def signed_marks(group: RegistrationGroup, on: dt.date, session: int) -> list[SignedMark]:
    """Everyone whom this register records, by name. One query."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_SIGNED, {"group": group.pk, "on": on, "session": session})
        rows = cursor.fetchall()
    return [
        SignedMark(pupil, key, code, minutes, planned, by or "", position or "", at)
        for pupil, key, code, minutes, planned, by, position, at in rows
    ]


def register_version(group: RegistrationGroup, on: dt.date, session: int) -> int:
    """How often the register was saved; 0 before the first time."""
    held = Register.objects.filter(group=group, date=on, session=session).values_list("version", flat=True)
    return next(iter(held), 0)
