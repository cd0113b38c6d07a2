"""Edits of many marks: whom they may be of, and what stands now in the cells that one wrote into."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.registers.models import BulkEdit
from schools.registers.rules.entering import CellMark
from schools.roll.models import Pupil
from schools.roll.rules.names import full_name


@dataclass(frozen=True, slots=True)
class EditedCell:
    """A cell that an edit wrote into: what stood there before, what it put there, and what stands there now.

    `kept` when that is still the edit's own save; `undone` when undoing it has put the cell back.
    """

    key: int
    pupil: uuid.UUID
    name: str
    group: uuid.UUID | None
    group_name: str
    date: dt.date
    session: int
    before: str | None
    wrote: str | None
    mark: CellMark
    by: str
    kept: bool
    undone: bool


_EDITED: Final = """
    SELECT pupil.key, pupil.id, ARRAY[pupil.surname, pupil.forename, pupil.preferred, pupil.apart]::text[],
           grp.group_id, coalesce(grp.name, ''), version.date, version.session, version.old_code, version.new_code,
           mark.code, mark.minutes, coalesce(mark.planned, false), coalesce(entry.by_name, ''),
           mark.entry_id IS NOT DISTINCT FROM version.entry_id,
           EXISTS (SELECT FROM registers_markversion AS back JOIN registers_entry AS undoing ON undoing.id = back.entry_id
                   WHERE back.pupil_key = version.pupil_key AND back.date = version.date
                   AND back.session = version.session AND undoing.id <> version.entry_id AND undoing.source_id = %(edit)s)
      FROM registers_markversion AS version
      JOIN roll_pupil AS pupil ON pupil.key = version.pupil_key
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = version.pupil_key AND mark.date = version.date AND mark.session = version.session
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
      LEFT JOIN LATERAL (
           SELECT placed.group_id, named.name FROM roll_placement AS placed
             JOIN roll_registrationgroup AS named ON named.id = placed.group_id
            WHERE placed.pupil_id = pupil.id AND placed.starts_on <= version.date
              AND (placed.ends_on IS NULL OR placed.ends_on >= version.date)
            ORDER BY placed.starts_on DESC LIMIT 1) AS grp ON true
     WHERE version.pupil_key = ANY(%(keys)s) AND version.date = ANY(%(dates)s) AND version.entry_id = %(entry)s
     ORDER BY pupil.sort_name, pupil.key, version.date, version.session
"""


def edited_cells(edit: BulkEdit) -> list[EditedCell]:
    """Every cell that an edit wrote into, by name, date and session. One query, along the key of the versions."""
    values = {
        "entry": edit.entry_id,
        "edit": edit.pk,
        "keys": edit.pupils,
        "dates": sorted(set(edit.dates)),
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_EDITED, values)
        rows = cursor.fetchall()
    return [_cell(*row) for row in rows]


def _cell(
    key: int, pupil: uuid.UUID, named: tuple[str, str, str, str], group: uuid.UUID | None, form: str, *rest: Any
) -> EditedCell:
    on, session, before, wrote, code, minutes, planned, by, kept, undone = rest
    mark = CellMark(code, minutes, planned)
    name = full_name(*named)
    return EditedCell(key, pupil, name, group, form, on, session, before, wrote, mark, by, kept, undone)


@dataclass(frozen=True, slots=True)
class EditedPupil:
    """A pupil of an edit, by name."""

    key: int
    id: uuid.UUID
    name: str


def pupils_of(keys: Collection[int]) -> list[EditedPupil]:
    """These pupils, by name. One query."""
    rows = Pupil.objects.filter(key__in=list(keys)).order_by("sort_name", "key")
    names = rows.values_list("key", "pk", "surname", "forename", "preferred", "apart")
    return [EditedPupil(key, pupil, full_name(*named)) for key, pupil, *named in names]


def newest_edits(most: int) -> list[BulkEdit]:
    """The newest edits, newest first. One query."""
    return list(BulkEdit.objects.order_by("-wanted_at", "-pk")[:most])
