"""What stands on a day that the school does not meet, and what an unplanned closure has left there."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.models import NonSchoolDay
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.registers.models import Closure, PupilWeek
from schools.registers.queries.awaited import AWAITED
from schools.registers.queries.plans import OURS
from schools.registers.rules.entering import CellMark
from schools.roll.queries import due_elsewhere
from schools.roll.rules.names import full_name


@dataclass(frozen=True, slots=True)
class DayCell:
    """What stands for a pupil in one session of a day, and whether the pupil is due at another school then.

    `awaited` when the pupil is expected elsewhere, and that place has still to confirm it.
    """

    key: int
    session: int
    mark: CellMark
    elsewhere: bool
    awaited: bool = False


_DAY = f"""
    SELECT DISTINCT pupil.id, pupil.key, slot.session, mark.code, mark.minutes, COALESCE(mark.planned, false),
           EXISTS (SELECT FROM registers_plan AS plan WHERE plan.pupil_key = pupil.key AND plan.date = %(on)s
                   AND plan.session = slot.session AND {AWAITED})
      FROM roll_pupil AS pupil
      JOIN roll_placement AS placement ON placement.pupil_id = pupil.id
           AND placement.starts_on <= %(on)s AND (placement.ends_on IS NULL OR placement.ends_on >= %(on)s)
      JOIN roll_admission AS admission ON admission.pupil_id = pupil.id
           AND admission.starts_on <= %(on)s AND (admission.ends_on IS NULL OR admission.ends_on >= %(on)s)
     CROSS JOIN unnest(%(sessions)s::smallint[]) AS slot(session)
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = pupil.key AND mark.date = %(on)s AND mark.session = slot.session
"""  # noqa: S608 - our own words


def day_cells(on: dt.date, sessions: Sequence[int]) -> list[DayCell]:
    """Everybody who is on roll and placed on a day, in these sessions. Two queries, however many pupils."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_DAY, {"on": on, "sessions": list(sessions)})
        rows = cursor.fetchall()
    away = due_elsewhere({pupil for pupil, *_ in rows}, on, on)
    return [
        DayCell(
            key,
            session,
            CellMark(code, minutes, planned),
            elsewhere=any(dual.holds(on, session) for dual in away.get(pupil, ())),
            awaited=awaited,
        )
        for pupil, key, session, code, minutes, planned, awaited in rows
    ]


_MARKS_IN = f"""
    SELECT count(*), count(*) FILTER (WHERE mark.planned)
      FROM registers_mark AS mark LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
     WHERE mark.date = %(on)s AND mark.session = ANY(%(sessions)s) AND NOT coalesce({OURS}, false)
"""  # noqa: S608 - our own words


def marks_in(on: dt.date, sessions: Collection[int]) -> tuple[int, int]:
    """How many marks stand in these sessions, of anybody, and how many of them are only planned. One query.

    Those of plans are left out: they give way by themselves, and stand again should the school meet after all.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_MARKS_IN, {"on": on, "sessions": list(sessions)})
        marks, planned = cursor.fetchone()
    return marks, planned


def weeks_counted(monday: dt.date) -> int:
    """How many pupils have counts in a week."""
    return PupilWeek.objects.filter(week=monday).values("pupil_key").distinct().count()


def days_off(calendar: SchoolCalendar, academic_year: int) -> list[NonSchoolDay]:
    """The days of a year and of those after it on which the school, inside a half-term, does not meet. One query."""
    first = min((term.starts_on for term in calendar.half_terms if term.academic_year >= academic_year), default=None)
    if first is None:
        return []
    held = NonSchoolDay.objects.filter(date__gte=first).order_by("date", "session")
    return [day for day in held if calendar.half_term_of(day.date) is not None]


# What an unplanned closure did


@dataclass(frozen=True, slots=True)
class ClosedCell:
    """A cell that a closure wrote into: the plan that stood there before (None: nothing), and what stands there now.

    `kept` says whether that is still what the closure wrote, by nobody else's save; `undone`, whether undoing it has put
    the cell back.
    """

    key: int
    name: str
    group: uuid.UUID | None
    group_name: str
    session: int
    before: str | None
    wrote: str
    mark: CellMark
    by: str
    kept: bool
    undone: bool


_WROTE = """
    SELECT DISTINCT ON (pupil.sort_name, pupil.key, version.session)
           mark.code, mark.minutes, coalesce(mark.planned, false),
           pupil.key, ARRAY[pupil.surname, pupil.forename, pupil.preferred, pupil.apart]::text[],
           grp.id, coalesce(grp.name, ''), version.session, version.old_code, version.new_code,
           coalesce(entry.by_name, ''),
           mark.entry_id IS NOT DISTINCT FROM version.entry_id,
           EXISTS (SELECT FROM registers_markversion AS back WHERE back.pupil_key = version.pupil_key
                   AND back.date = version.date AND back.session = version.session AND back.entry_id = %(undone)s)
      FROM roll_pupil AS pupil
      JOIN registers_markversion AS version ON version.pupil_key = pupil.key AND version.entry_id = %(entry)s
      LEFT JOIN registers_mark AS mark
           ON mark.pupil_key = version.pupil_key AND mark.date = version.date AND mark.session = version.session
      LEFT JOIN registers_entry AS entry ON entry.id = mark.entry_id
      LEFT JOIN roll_placement AS placement ON placement.pupil_id = pupil.id
           AND placement.starts_on <= version.date AND (placement.ends_on IS NULL OR placement.ends_on >= version.date)
      LEFT JOIN roll_registrationgroup AS grp ON grp.id = placement.group_id
     WHERE version.date = %(on)s
     ORDER BY pupil.sort_name, pupil.key, version.session, placement.starts_on DESC
"""


def cells_of(closure: Closure) -> list[ClosedCell]:
    """Every cell that a closure wrote into, by name. One query, along the key of the versions."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_WROTE, {"entry": closure.entry_id, "undone": closure.undone_id, "on": closure.date})
        rows = cursor.fetchall()
    return [
        ClosedCell(key, full_name(*named), group, group_name, session, before, wrote, CellMark(*mark), by, kept, undone)
        for *mark, key, named, group, group_name, session, before, wrote, by, kept, undone in rows
    ]


def standing_closures(first: dt.date) -> dict[tuple[dt.date, int | None], Closure]:
    """The unplanned closures entered here that stand, from a day on, by date and session. One query."""
    held = Closure.objects.filter(date__gte=first, undone__isnull=True).select_related("entry")
    return {(one.date, one.session): one for one in held}


def undone_closures(first: dt.date) -> list[Closure]:
    """Those that were undone, from a day on, newest first. One query."""
    return list(Closure.objects.filter(date__gte=first, undone__isnull=False).order_by("-date", "-undone"))
