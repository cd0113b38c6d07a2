"""The statements of one save: hold the register and its week, read what stands there, write what takes its place."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.academic_year import week_start
from schools.registers.models import Entry
from schools.registers.operations.bulk import WEEK_LOCK, move_weeks
from schools.registers.queries.marks import half_term_number
from schools.registers.queries.sheets import PLANNED_BY
from schools.registers.rules.asks import AskedChange, MarksOvertaken
from schools.registers.rules.entering import CellMark
from schools.registers.rules.slots import Slot
from schools.registers.rules.week_counts import week_delta
from schools.roll.models import RegistrationGroup
from schools.roll.queries.signing import Signature


@dataclass(frozen=True, slots=True)
class HeldCell:
    """A pupil whom the register records, and what stands in the cell."""

    key: int
    birth: dt.date
    mark: CellMark
    entry: int | None
    by: str
    position: str
    at: dt.datetime | None


_LOCK = (
    "WITH held AS ("  # noqa: S608 - our own words
    " INSERT INTO registers_register AS register (group_id, date, session, version) VALUES (%s, %s, %s, 0)"
    " ON CONFLICT (group_id, date, session) DO UPDATE SET version = register.version"
    " RETURNING register.id, register.version, register.saved_at)"
    f" SELECT held.id, held.version, held.saved_at, pg_advisory_xact_lock_shared({WEEK_LOCK})"
    " FROM held, (SELECT %s::timestamp AS monday) AS week"
)


@dataclass(frozen=True, slots=True)
class HeldRegister:
    """A register that nobody else saves until the transaction ends: its key, version and last save."""

    id: uuid.UUID
    version: int
    saved_at: dt.datetime | None

    def moment(self, now: dt.datetime) -> dt.datetime:
        """When a save made now counts as made: after the one before it, which may have begun later and waited less."""
        if self.saved_at is None or now > self.saved_at:
            return now
        return self.saved_at + dt.timedelta(microseconds=1)


def lock_register(group: RegistrationGroup, on: dt.date, session: int) -> HeldRegister:
    """Hold this register until the end, made if it is not there yet, and its week against recounts.

    Registers of one week are saved side by side; a recount of the week waits for them, and they for it.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_LOCK, [group.pk, on, session, week_start(on)])
        row = cursor.fetchone()
    return HeldRegister(*row[:3])


_HELD = f"""
    SELECT pupil.id, pupil.key, pupil.birth, placement.pupil_id IS NOT NULL AND admission.pupil_id IS NOT NULL,
           mark.code, mark.minutes, mark.entry_id, COALESCE(mark.planned, false),
           CASE WHEN mark.planned THEN {PLANNED_BY} ELSE '' END, entry.by_name, entry.by_position, entry.at
      FROM roll_pupil AS pupil
      LEFT JOIN roll_placement AS placement ON placement.pupil_id = pupil.id AND placement.group_id = %(group)s
            AND placement.starts_on <= %(on)s AND (placement.ends_on IS NULL OR placement.ends_on >= %(on)s)
      LEFT JOIN roll_admission AS admission ON admission.pupil_id = pupil.id
            AND admission.starts_on <= %(on)s AND (admission.ends_on IS NULL OR admission.ends_on >= %(on)s)
      LEFT JOIN registers_mark AS mark
            ON mark.pupil_key = pupil.key AND mark.date = %(on)s AND mark.session = %(session)s
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
     WHERE pupil.id = ANY(%(pupils)s)
"""  # noqa: S608 - our own words


def held_marks(
    group: RegistrationGroup, on: dt.date, session: int, changes: Iterable[AskedChange]
) -> dict[uuid.UUID, HeldCell | None]:
    """Each pupil asked about, with what stands in the cell; None for a pupil whom this register does not record that day.

    Pupils this school does not know are left out.
    """
    pupils = [change.pupil for change in changes]
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_HELD, {"group": group.pk, "on": on, "session": session, "pupils": pupils})
        rows = cursor.fetchall()
    return {
        pupil: HeldCell(key, birth, CellMark(code, minutes, planned, plan), entry, by or "", position or "", at)
        if here
        else None
        for pupil, key, birth, here, code, minutes, entry, planned, plan, by, position, at in rows
    }


_WRITE = """
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::int[], %(olds)s::text[], %(news)s::text[], %(minutes)s::smallint[],
                             %(seen)s::bigint[], %(reasons)s::text[])
            AS asked(pupil_key, old_code, new_code, minutes, seen, reason)
    ), made AS (
        INSERT INTO registers_entry
            (at, staff_id, by_name, by_position, source, register_id, register_version, idempotency_key)
        VALUES (%(at)s, %(staff)s, %(by)s, %(position)s, %(source)s, %(register)s, %(version)s, %(key)s)
        RETURNING id
    ), put AS (
        INSERT INTO registers_mark AS mark (pupil_key, date, session, code, minutes, entry_id, planned)
        SELECT pupil_key, %(on)s, %(session)s, new_code, minutes, made.id, %(planned)s FROM asked, made
         WHERE new_code IS NOT NULL ORDER BY pupil_key
        ON CONFLICT (pupil_key, date, session) DO UPDATE
           SET code = excluded.code, minutes = excluded.minutes, entry_id = excluded.entry_id,
               planned = excluded.planned
         WHERE mark.entry_id = (SELECT seen FROM asked WHERE asked.pupil_key = mark.pupil_key)
        RETURNING pupil_key
    ), gone AS (
        DELETE FROM registers_mark AS mark USING asked
         WHERE asked.new_code IS NULL AND mark.pupil_key = asked.pupil_key AND mark.date = %(on)s
           AND mark.session = %(session)s AND mark.entry_id = asked.seen
        RETURNING mark.pupil_key
    ), kept AS (
        INSERT INTO registers_markversion
            (pupil_key, date, session, entry_id, old_code, new_code, minutes, reason)
        SELECT pupil_key, %(on)s, %(session)s, made.id, old_code, new_code, minutes, reason FROM asked, made
    ), bumped AS (
        UPDATE registers_register SET version = %(version)s, saved_at = %(at)s WHERE id = %(register)s
    )
    SELECT made.id, (SELECT count(*) FROM put) + (SELECT count(*) FROM gone) FROM made
"""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One mark to be written: what stands in the cell, what takes its place, and why when that is an amendment."""

    held: HeldCell
    asked: CellMark
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who saves, from where, when, and with which idempotency key."""

    signed: Signature
    source: Entry.Source
    at: dt.datetime
    key: str


@dataclass(frozen=True, slots=True)
class Written:
    """The key of the entry that was made, and of the pupils of whom something else counts now."""

    entry: int
    pupils: frozenset[int]


def write_marks(
    register: uuid.UUID, version: int, slot: Slot, replacements: Sequence[Replacement], made: Provenance
) -> Written:
    """Entry, marks, versions and the register's new version by one statement, then the pupils' weeks.

    A mark is replaced only while the entry that was read still stands behind it; the count of rows says whether all were,
    and MarksOvertaken when not: another path than a register (an import) wrote one of them in the meantime.
    """
    values: dict[str, Any] = {
        "keys": [one.held.key for one in replacements],
        "olds": [one.held.mark.code for one in replacements],
        "news": [one.asked.code for one in replacements],
        "minutes": [one.asked.minutes for one in replacements],
        "seen": [one.held.entry for one in replacements],
        "reasons": [one.reason for one in replacements],
        "at": made.at,
        "staff": made.signed.staff,
        "by": made.signed.by.name,
        "position": made.signed.position,
        "source": made.source.value,
        "register": register,
        "version": version,
        "key": made.key,
        "planned": not slot.counts,
        "on": slot.date,
        "session": slot.session,
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_WRITE, values)
        entry, written = cursor.fetchone()
    if written != len(replacements):
        raise MarksOvertaken(version - 1, [])
    moves = _counted(replacements, slot)
    if slot.counts:
        moves += _confirm(register)
    _move_weeks(slot, moves)
    return Written(int(entry), frozenset(key for key, *codes in moves if any(codes)))


#: What a pupil's week moves by: the pupil's key, and the code before and after, where no code is missing or planned.
Move = tuple[int, str | None, str | None]


def _counted(replacements: Sequence[Replacement], slot: Slot) -> list[Move]:
    """What changes in what counts: before a register opens only what was entered in a closure that was then undone."""
    return [
        (one.held.key, None if one.held.mark.planned else one.held.mark.code, one.asked.code if slot.counts else None)
        for one in replacements
    ]


_CONFIRM = """
    UPDATE registers_mark AS mark SET planned = false
      FROM registers_register AS register
      JOIN roll_placement AS placement ON placement.group_id = register.group_id
           AND placement.starts_on <= register.date AND (placement.ends_on IS NULL OR placement.ends_on >= register.date)
      JOIN roll_admission AS admission ON admission.pupil_id = placement.pupil_id
           AND admission.starts_on <= register.date AND (admission.ends_on IS NULL OR admission.ends_on >= register.date)
      JOIN roll_pupil AS pupil ON pupil.id = placement.pupil_id
     WHERE register.id = %s AND mark.planned AND mark.pupil_key = pupil.key
       AND mark.date = register.date AND mark.session = register.session
    RETURNING mark.pupil_key, mark.code
"""


def _confirm(register: uuid.UUID) -> list[Move]:
    """Let what was planned count, now that its register is taken."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_CONFIRM, [register])
        return [(key, None, code) for key, code in cursor.fetchall()]


def _move_weeks(slot: Slot, moves: Sequence[Move]) -> None:
    """Move each pupil's week by what changed."""
    moved = {key: delta for key, old, new in moves if any(delta := week_delta(old, new, slot.date))}
    if not moved or slot.half_term is None:
        return
    monday, number = week_start(slot.date), half_term_number(*slot.half_term)
    move_weeks((key, monday, number, delta) for key, delta in moved.items())
