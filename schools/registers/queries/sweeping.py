"""What a sweep looks for in the registers of some days, each by one query however many pupils; and who ticked it off."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.sessions import SchoolSession
from schools.registers.models import SweepTick
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.sweeps import Stretch
from schools.roll.rules.names import full_name

# Registers


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A group's register of a session in which pupils have no mark, or only a planned one."""

    group: uuid.UUID
    name: str
    on: dt.date
    session: int
    expected: int
    missing: int
    planned: int


#: Who is expected is counted by spells, of which a group has few, and not for each session anew; so only marks are many.
_UNMARKED = """
    WITH spell AS MATERIALIZED (
        SELECT placed.group_id, pupil.key, greatest(placed.starts_on, admitted.starts_on) AS first,
               least(coalesce(placed.ends_on, 'infinity'), coalesce(admitted.ends_on, 'infinity')) AS last
          FROM roll_placement AS placed
          JOIN roll_admission AS admitted ON admitted.pupil_id = placed.pupil_id
          JOIN roll_pupil AS pupil ON pupil.id = placed.pupil_id
         WHERE placed.group_id IS NOT NULL
    ), many AS (
        SELECT group_id, first, last, count(*) AS pupils FROM spell WHERE first <= last GROUP BY group_id, first, last
    ), expected AS (
        SELECT many.group_id, slot.date, slot.session, sum(many.pupils)::int AS pupils
          FROM unnest(%(dates)s::date[], %(sessions)s::smallint[]) AS slot(date, session)
          JOIN many ON slot.date BETWEEN many.first AND many.last
         GROUP BY many.group_id, slot.date, slot.session
    ), held AS (
        SELECT spell.group_id, mark.date, mark.session, count(*) AS marks, count(*) FILTER (WHERE mark.planned) AS planned
          FROM registers_mark AS mark
          JOIN spell ON spell.key = mark.pupil_key AND mark.date BETWEEN spell.first AND spell.last
         WHERE mark.date BETWEEN %(first)s AND %(last)s
         GROUP BY spell.group_id, mark.date, mark.session
    )
    SELECT group_id, named.name, date, session, expected.pupils, expected.pupils - coalesce(held.marks, 0),
           coalesce(held.planned, 0)
      FROM expected
      JOIN roll_registrationgroup AS named ON named.id = group_id
      LEFT JOIN held USING (group_id, date, session)
     WHERE expected.pupils > coalesce(held.marks, 0) - coalesce(held.planned, 0)
     ORDER BY date, session, named.name
"""


def unmarked(due: Sequence[SchoolSession], first: dt.date, last: dt.date) -> list[Unmarked]:
    """The registers of these sessions that are not whole, by date, session and group."""
    values: dict[str, Any] = {"dates": [one.date for one in due], "sessions": [one.session for one in due]}
    values |= {"first": first, "last": last}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_UNMARKED, values)
        return [Unmarked(*row) for row in cursor.fetchall()]


def codes_in_use(first: dt.date, last: dt.date) -> list[tuple[dt.date, int, str, int]]:
    """Every code that stands in each session of these days, and how often: the rules say which of them may not."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT date, session, code, count(*) FROM registers_mark WHERE date BETWEEN %s AND %s"
            " GROUP BY date, session, code ORDER BY date, session, code",
            [first, last],
        )
        return list(cursor.fetchall())


# Marks of pupils


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A mark with whose it is, and the group they were in on that day, if any. `left` when their admission had ended."""

    on: dt.date
    session: int
    code: str
    pupil: int
    pupil_id: uuid.UUID
    name: str
    group: uuid.UUID | None
    group_name: str
    left: bool


_FOUND: Final = """
    SELECT mark.date, mark.session, mark.code, pupil.key, pupil.id,
           pupil.surname, pupil.forename, pupil.preferred, pupil.apart, placed.group_id, coalesce(placed.name, ''),
           EXISTS (SELECT FROM roll_admission AS ended WHERE ended.pupil_id = pupil.id AND ended.ends_on < mark.date)
      FROM {marks}
      JOIN roll_pupil AS pupil ON pupil.key = mark.pupil_key
      LEFT JOIN LATERAL (
           SELECT placement.group_id, named.name FROM roll_placement AS placement
             JOIN roll_registrationgroup AS named ON named.id = placement.group_id
            WHERE placement.pupil_id = pupil.id AND placement.starts_on <= mark.date
              AND (placement.ends_on IS NULL OR placement.ends_on >= mark.date)
            ORDER BY placement.starts_on DESC LIMIT 1) AS placed ON true
     WHERE {which}
     ORDER BY mark.date, mark.session, pupil.sort_name, pupil.key
"""
_MARKS: Final = "registers_mark AS mark"


def _found(which: str, values: list[Any], marks: str = _MARKS) -> list[FoundMark]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_FOUND.format(marks=marks, which=which), values)
        return [
            FoundMark(on, session, code, key, pupil, full_name(surname, forename, preferred, apart), group, name, left)
            for on, session, code, key, pupil, surname, forename, preferred, apart, group, name, left in cursor.fetchall()
        ]


def marks_of_codes(places: Collection[tuple[dt.date, int, str]]) -> list[FoundMark]:
    """Every mark of these codes in these sessions."""
    columns = [[place[number] for place in places] for number in range(3)]
    asked = "unnest(%s::date[], %s::smallint[], %s::text[]) AS asked(date, session, code)"
    return _found("true", columns, f"{asked} JOIN {_MARKS} USING (date, session, code)")


def marks_off_roll(first: dt.date, last: dt.date) -> list[FoundMark]:
    """Marks of days on which their pupil was not on roll: in the register as they were made, and in no total."""
    admitted = (
        "SELECT FROM roll_admission AS admitted WHERE admitted.pupil_id = pupil.id AND admitted.starts_on <= mark.date"
        " AND (admitted.ends_on IS NULL OR admitted.ends_on >= mark.date)"
    )
    return _found(f"mark.date BETWEEN %s AND %s AND NOT EXISTS ({admitted})", [first, last])


def marks_without_minutes(codes: Iterable[str], first: dt.date, last: dt.date) -> list[FoundMark]:
    """Marks of these codes that do not say how late."""
    which = "mark.date BETWEEN %s AND %s AND mark.code = ANY(%s) AND mark.minutes IS NULL AND NOT mark.planned"
    return _found(which, [first, last, list(codes)])


def all_without_reason(last: dt.date) -> list[FoundMark]:
    """Every N up to a day, of every year, by an index of its own."""
    return _found(f"mark.code = '{NO_REASON_YET}' AND NOT mark.planned AND mark.date <= %s", [last])


# Ticks


def ticks_of(stretches: Iterable[Stretch]) -> dict[tuple[str, dt.date], list[SweepTick]]:
    """Who ticked these sweeps off, by kind and first day, newest first. One query."""
    asked = {(one.kind.value, one.first) for one in stretches}
    found: dict[tuple[str, dt.date], list[SweepTick]] = {}
    for row in SweepTick.objects.filter(starts_on__in={first for _, first in asked}).order_by("-number"):
        if (row.kind, row.starts_on) in asked:
            found.setdefault((row.kind, row.starts_on), []).append(row)
    return found
