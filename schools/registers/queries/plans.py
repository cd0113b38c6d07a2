"""What is planned and what became of it: the cells of a plan, clashes, and who is expected elsewhere."""

import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.registers.models import Plan
from schools.registers.queries.awaited import AWAITED
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.entering import CellMark
from schools.registers.rules.plans import PlanCell, Wanted, first_of
from schools.registers.rules.slots import Slot
from schools.roll.rules.names import full_name

#: Pupil key, date, session.
Place = tuple[int, dt.date, int]

#: SQL: whether the mark is a plan's. A closure that was undone puts back what it had written over, so that the save before
#: it says whose a mark is.
OURS: Final = """(mark.planned AND (entry.source = 'plan' OR (entry.source = 'closed' AND (
        SELECT made.source FROM registers_markversion AS version JOIN registers_entry AS made ON made.id = version.entry_id
         WHERE version.pupil_key = mark.pupil_key AND version.date = mark.date AND version.session = mark.session
           AND made.source <> 'closed' ORDER BY made.at DESC, made.id DESC LIMIT 1) = 'plan')))"""

#: SQL: whether a pupil (`pupil`) is on roll and in a registration group on the day of `asked`.
PLACED: Final = """EXISTS (
        SELECT FROM roll_placement AS placed JOIN roll_admission AS admitted ON admitted.pupil_id = placed.pupil_id
         WHERE placed.pupil_id = pupil.id AND placed.group_id IS NOT NULL
           AND placed.starts_on <= asked.date AND (placed.ends_on IS NULL OR placed.ends_on >= asked.date)
           AND admitted.starts_on <= asked.date AND (admitted.ends_on IS NULL OR admitted.ends_on >= asked.date))"""

_WANTED: Final = """(SELECT jsonb_agg(jsonb_build_array(plan.source, plan.source_id, plan.rank, plan.code, plan.confirmed))
          FROM registers_plan AS plan
         WHERE plan.pupil_key = asked.pupil_key AND plan.date = asked.date AND plan.session = asked.session)"""

_CELLS: Final = f"""
    SELECT asked.pupil_key, asked.date, asked.session, pupil.birth, {PLACED},
           mark.code, mark.minutes, coalesce(mark.planned, false), mark.entry_id, coalesce({OURS}, false), {_WANTED}
      FROM unnest(%(keys)s::int[], %(dates)s::date[], %(sessions)s::smallint[]) AS asked(pupil_key, date, session)
      JOIN roll_pupil AS pupil ON pupil.key = asked.pupil_key
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = asked.pupil_key AND mark.date = asked.date AND mark.session = asked.session
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
     ORDER BY asked.date, asked.session, asked.pupil_key
"""  # noqa: S608 - our own words


def plan_cells(places: Collection[Place], now: dt.datetime) -> list[PlanCell]:
    """These sessions of these pupils as plans find them, by date, session and pupil. Five queries."""
    if not places:
        return []
    keys, dates, sessions = (list(column) for column in zip(*places, strict=True))
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_CELLS, {"keys": keys, "dates": dates, "sessions": sessions})
        rows = cursor.fetchall()
    timetable = Timetable.now()
    slot = cache(lambda on, session: timetable.slot(on, session, now))  # for this call alone
    return [
        PlanCell(key, slot(on, session), birth, placed, CellMark(code, minutes, planned), entry, ours, _wanted(wanted))
        for key, on, session, birth, placed, code, minutes, planned, entry, ours, wanted in rows
    ]


def _wanted(text: str | None) -> tuple[Wanted, ...]:
    """What is wanted in a cell, the first first, of the text that the database makes of it."""
    rows: list[list[Any]] = json.loads(text or "[]")
    return tuple(
        sorted(
            (Wanted(source, uuid.UUID(key), rank, code, confirmed) for source, key, rank, code, confirmed in rows),
            key=lambda one: one.place,
        )
    )


#: Cells where what stands may not be what the plans now make of them; the rules decide. A mark that counts is nobody's to
#: settle, so a taken register is never among them.
_UNSETTLED: Final = f"""
    WITH asked AS (
        SELECT DISTINCT ON (pupil_key, date, session) pupil_key, date, session, code, confirmed
          FROM registers_plan WHERE date >= %(first)s AND date <= %(last)s
         ORDER BY pupil_key, date, session, rank, source, source_id::text
    )
    SELECT asked.pupil_key, asked.date, asked.session
      FROM asked
      JOIN roll_pupil AS pupil ON pupil.key = asked.pupil_key
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = asked.pupil_key AND mark.date = asked.date AND mark.session = asked.session
     WHERE (mark.planned IS NOT FALSE)
       AND CASE WHEN {PLACED} THEN CASE WHEN asked.confirmed THEN asked.code END END IS DISTINCT FROM mark.code
"""  # noqa: S608 - our own words


def unsettled(first: dt.date, last: dt.date) -> list[Place]:
    """Where the register may not hold what is planned from a day to a day. One query."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_UNSETTLED, {"first": first, "last": last})
        return list(cursor.fetchall())


def planned_places(on: dt.date) -> list[Place]:
    """Every cell of a day in which something is planned. One query."""
    return list(Plan.objects.filter(date=on).values_list("pupil_key", "date", "session").distinct())


def plans_of(source: str, source_id: uuid.UUID, keys: Collection[int] | None = None) -> list[Plan]:
    """What one thing wants, by date and session; of these pupils or of all."""
    rows = Plan.objects.filter(source=source, source_id=source_id).order_by("date", "session")
    return list(rows if keys is None else rows.filter(pupil_key__in=list(keys)))


# Clashes


@dataclass(frozen=True, slots=True)
class Clash:
    """A session in which not everything that is wanted stands: what is, the first first, and what stands there.

    `by_hand` when that is a mark somebody entered, or a file brought, and no plan's.
    """

    pupil_key: int
    pupil: uuid.UUID
    name: str
    group: uuid.UUID | None
    group_name: str
    date: dt.date
    session: int
    wanted: tuple[Wanted, ...]
    stands: str | None
    by_hand: bool

    @property
    def first(self) -> Wanted | None:
        return first_of(self.wanted)


#: SQL: whether an unplanned closure put the mark there.
_SHUT: Final = "(entry.source = 'closed' AND NOT mark.planned)"

_CLASHES: Final = f"""
    WITH asked AS (
        SELECT pupil_key, date, session, count(DISTINCT code) AS codes, min(code) AS code,
               (array_agg(confirmed ORDER BY rank, source, source_id::text))[1] AS sure,
               jsonb_agg(jsonb_build_array(source, source_id, rank, code, confirmed)) AS wanted
          FROM registers_plan WHERE date BETWEEN %(first)s AND %(last)s
           AND (%(keys)s::int[] IS NULL OR pupil_key = ANY(%(keys)s))
         GROUP BY pupil_key, date, session
    )
    SELECT asked.pupil_key, pupil.id, ARRAY[pupil.surname, pupil.forename, pupil.preferred, pupil.apart]::text[],
           grp.group_id, coalesce(grp.name, ''), asked.date, asked.session, asked.wanted, mark.code,
           mark.code IS NOT NULL AND NOT coalesce({OURS}, false) AND entry.source <> 'plan' AND NOT {_SHUT}
      FROM asked
      JOIN roll_pupil AS pupil ON pupil.key = asked.pupil_key
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = asked.pupil_key AND mark.date = asked.date AND mark.session = asked.session
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
      LEFT JOIN LATERAL (
           SELECT placed.group_id, named.name FROM roll_placement AS placed
             JOIN roll_registrationgroup AS named ON named.id = placed.group_id
            WHERE placed.pupil_id = pupil.id AND placed.starts_on <= asked.date
              AND (placed.ends_on IS NULL OR placed.ends_on >= asked.date)
            ORDER BY placed.starts_on DESC LIMIT 1) AS grp ON true
     WHERE {PLACED} AND (asked.codes > 1 OR (mark.code IS NULL AND asked.sure AND asked.date <= %(today)s)
           OR (mark.code IS DISTINCT FROM asked.code AND mark.code IS NOT NULL
               AND NOT coalesce({OURS}, false) AND NOT {_SHUT}))
     ORDER BY asked.date, asked.session, pupil.sort_name, pupil.key
"""  # noqa: S608 - our own words


def clashes(
    first: dt.date, last: dt.date, *, timetable: Timetable, now: dt.datetime, keys: Collection[int] | None = None
) -> list[Clash]:
    """Where several plans want different codes, a mark by hand stands before one, or a register opened without it.

    By date, session and name. Which was entered first makes no difference. A closure's mark is none: it stands before every
    plan by itself. One query.
    """
    today = now.astimezone(LONDON).date()
    values = {"first": first, "last": last, "today": today, "keys": None if keys is None else list(keys)}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_CLASHES, values)
        rows = cursor.fetchall()
    found = [
        Clash(key, pupil, full_name(*named), group, form, on, session, _wanted(wanted), stands, by_hand)
        for key, pupil, named, group, form, on, session, wanted, stands, by_hand in rows
    ]
    slot = cache(lambda on, session: timetable.slot(on, session, now))  # for this call alone
    return [one for one in found if _clashes(one, slot(one.date, one.session))]


def _clashes(one: Clash, slot: Slot) -> bool:
    """Whether a person is to hear of it: nothing clashes in a session that is not held."""
    if one.stands is not None:
        return True
    several = len({each.code for each in one.wanted}) > 1
    return not slot.closed if several else slot.to_take


# Expected elsewhere


@dataclass(frozen=True, slots=True)
class Awaited:
    """A session in which a pupil is expected elsewhere, and that place has not said whether they came."""

    pupil_key: int
    date: dt.date
    session: int
    source: str
    source_id: uuid.UUID
    code: str


_AWAITED: Final = f"""
    SELECT asked.pupil_key, asked.date, asked.session, asked.source, asked.source_id, asked.code
      FROM (SELECT * FROM registers_plan AS plan WHERE date BETWEEN %(first)s AND %(last)s AND {AWAITED}) AS asked
      JOIN roll_pupil AS pupil ON pupil.key = asked.pupil_key
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = asked.pupil_key AND mark.date = asked.date AND mark.session = asked.session
     WHERE mark.code IS NULL AND {PLACED} AND (%(source)s::text IS NULL OR asked.source = %(source)s)
     ORDER BY asked.date, asked.session, pupil.sort_name, pupil.key
"""  # noqa: S608 - our own words


def awaiting_confirmation(on: dt.date, *, until: dt.date | None = None, source: str | None = None) -> list[Awaited]:
    """Who is expected elsewhere on a day (or from it `until` another) and not confirmed, by date, session, name. One query.

    Nobody for whom another plan comes first, or who has a mark. Whether the school meets then is for the calendar to say.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_AWAITED, {"first": on, "last": until or on, "source": source})
        return [Awaited(*row) for row in cursor.fetchall()]
