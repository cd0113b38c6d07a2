"""The statements of plans: hold them all, keep what is wanted, and put the marks that stand now.

Whoever plans holds the plans of the school, then the weeks; a register under way is saved first, or finds the plan there.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from foundation.refusals import Overtaken
from schools.registers.models import Entry, Plan
from schools.registers.operations.bulk import marks_changed, moment_after, refresh_weeks
from schools.registers.rules.plans import PlanCell
from schools.roll.queries.signing import Signature

_HOLD: Final = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' plans', 0))"


def hold_plans() -> None:
    """Keep everybody else of this school from planning until this transaction ends."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_HOLD)


_KEEP: Final = """
    INSERT INTO registers_plan
        (pupil_key, date, session, source, source_id, rank, code, expects, confirmed, at, by_name, by_position)
    SELECT asked.*, %(at)s, %(by)s, %(position)s
      FROM unnest(%(keys)s::int[], %(dates)s::date[], %(sessions)s::smallint[], %(sources)s::text[], %(ids)s::uuid[],
                  %(ranks)s::smallint[], %(codes)s::text[], %(expects)s::text[], %(confirmed)s::bool[]) AS asked
    ON CONFLICT (pupil_key, date, session, source, source_id) DO UPDATE
       SET rank = excluded.rank, code = excluded.code, expects = excluded.expects, confirmed = excluded.confirmed,
           at = excluded.at, by_name = excluded.by_name, by_position = excluded.by_position
"""


def keep_rows(rows: Sequence[Plan], gone: Sequence[uuid.UUID], *, signed: Signature, now: dt.datetime) -> None:
    """Keep what is wanted, new or changed, and drop what is not any more. Two statements at most: rows are thousands."""
    if gone:
        Plan.objects.filter(pk__in=gone).delete()
    if not rows:
        return
    values: dict[str, Any] = {
        "keys": [row.pupil_key for row in rows],
        "dates": [row.date for row in rows],
        "sessions": [row.session for row in rows],
        "sources": [row.source for row in rows],
        "ids": [row.source_id for row in rows],
        "ranks": [row.rank for row in rows],
        "codes": [row.code for row in rows],
        "expects": [row.expects for row in rows],
        "confirmed": [row.confirmed for row in rows],
        "at": now,
        "by": signed.by.name,
        "position": signed.position,
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_KEEP, values)


@dataclass(frozen=True, slots=True)
class PlanMark:
    """A mark to put, or take out (None): only planned, or counting at once where its register has opened; and why."""

    cell: PlanCell
    code: str | None
    planned: bool = True
    reason: str | None = None
    minutes: int | None = None

    @property
    def counts(self) -> bool:
        """Whether a figure changes by it: what stood there counted, or what is put there does."""
        held = self.cell.mark
        return not self.planned or (held.code is not None and not held.planned)


_PUT: Final = """
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::int[], %(dates)s::date[], %(sessions)s::smallint[], %(olds)s::text[],
                             %(news)s::text[], %(planned)s::bool[], %(seen)s::bigint[], %(reasons)s::text[],
                             %(minutes)s::smallint[])
            AS asked(pupil_key, date, session, old_code, new_code, planned, seen, reason, minutes)
    ), made AS (
        INSERT INTO registers_entry (at, staff_id, by_name, by_position, source, source_id, idempotency_key)
        VALUES (%(at)s, %(staff)s, %(by)s, %(position)s, %(source)s, %(source_id)s, '')
        RETURNING id
    ), put AS (
        INSERT INTO registers_mark AS mark (pupil_key, date, session, code, minutes, entry_id, planned)
        SELECT pupil_key, date, session, new_code, minutes, made.id, planned FROM asked, made
         WHERE new_code IS NOT NULL ORDER BY pupil_key, date, session
        ON CONFLICT (pupil_key, date, session) DO UPDATE
           SET code = excluded.code, minutes = excluded.minutes, entry_id = excluded.entry_id, planned = excluded.planned
         WHERE mark.entry_id = (SELECT seen FROM asked WHERE asked.pupil_key = mark.pupil_key
                                   AND asked.date = mark.date AND asked.session = mark.session)
        RETURNING pupil_key
    ), gone AS (
        DELETE FROM registers_mark AS mark USING asked
         WHERE asked.new_code IS NULL AND mark.pupil_key = asked.pupil_key AND mark.date = asked.date
           AND mark.session = asked.session AND mark.entry_id = asked.seen
        RETURNING mark.pupil_key
    ), kept AS (
        INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, minutes, reason)
        SELECT pupil_key, date, session, made.id, old_code, new_code, minutes, reason FROM asked, made
    )
    SELECT made.id, (SELECT count(*) FROM put) + (SELECT count(*) FROM gone) FROM made
"""


def put_marks(
    marks: Sequence[PlanMark],
    *,
    source_id: uuid.UUID | None,
    signed: Signature,
    now: dt.datetime,
    source: Entry.Source = Entry.Source.PLAN,
) -> int | None:
    """Entry, marks and a version of each by one statement, then what follows from those that count. The entry's key, if any.

    Of another `source` than plans, what is only planned is a mark by hand and no plan's. The caller holds the weeks. A mark
    is replaced only while the entry that was read still stands behind it.
    """
    if not marks:
        return None
    values: dict[str, Any] = {
        "keys": [one.cell.key for one in marks],
        "dates": [one.cell.slot.date for one in marks],
        "sessions": [one.cell.slot.session for one in marks],
        "olds": [one.cell.mark.code for one in marks],
        "news": [one.code for one in marks],
        "planned": [one.planned for one in marks],
        "seen": [one.cell.entry for one in marks],
        "reasons": [one.reason for one in marks],
        "minutes": [one.minutes for one in marks],
        "at": moment_after({one.cell.slot.date for one in marks}, now),
        "staff": signed.staff,
        "by": signed.by.name,
        "position": signed.position,
        "source": source.value,
        "source_id": source_id,
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PUT, values)
        entry, written = cursor.fetchone()
    if written != len(marks):
        raise Overtaken("Somebody changed a mark at this very moment. Nothing was done: try again.", code="superseded")
    _follow([one for one in marks if one.counts])
    return int(entry)


def _follow(counting: Sequence[PlanMark]) -> None:
    if not counting:
        return
    dates, keys = {one.cell.slot.date for one in counting}, {one.cell.key for one in counting}
    refresh_weeks(min(dates), max(dates), pupil_keys=keys)
    marks_changed(dates, pupils=keys)
