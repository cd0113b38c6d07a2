"""What a school publishes to its trust. Never a row about a pupil.

Counts by date, session, year group, group of pupils and code, and enrolments by period with how many were persistently
and severely absent (which `schools.registers.operations.judging` keeps). Each question is one statement. Groups are one at
a time (`GROUPS`), never crossed. Runs in the school's own transaction.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.models import PeriodCount
from schools.registers.rules.basis import counted_births
from schools.registers.rules.codes import UNEXPECTEDLY_CLOSED
from schools.registers.rules.totals import Totals

#: The groups counted, as the statements below name them.
GROUPS: Final = ("all", "fsm6", "sen_k", "sen_e", "eal", "sex_f", "sex_m")


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """One session's marks of one year group and group of pupils, in or out of published figures.

    `codes` is sessions by code; the code "" counts due sessions without a mark. `totals` is what they add up to.
    """

    group: str
    date: dt.date
    session: int
    year_group: str
    in_published: bool
    codes: dict[str, int]
    totals: Totals


@dataclass(frozen=True, slots=True)
class EnrolmentCounts:
    """One period's enrolments of one year group and group of pupils on one basis ("published" or "whole").

    `none_possible` had no possible session: they are in neither side of a rate.
    """

    period: str
    basis: str
    group: str
    year_group: str
    enrolments: int
    persistent: int
    severe: int
    none_possible: int


# Which dates


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the marks of a school reach, planned ones left aside.

    `newest` is the newest session that was taken (None before the first). One that the school was unexpectedly closed for
    is passed over: it is marked at one stroke, also before its time, and says nothing of the sessions before it. `spans`
    are the first and last date with a mark of each half-term that has any.
    """

    newest: tuple[dt.date, int] | None
    spans: Mapping[HalfTerm, tuple[dt.date, dt.date]]

    def span(self, half_terms: Iterable[HalfTerm]) -> tuple[dt.date, dt.date] | None:
        """The first and last date with a mark inside these half-terms, or None when there is none."""
        found = [self.spans[half] for half in half_terms if half in self.spans]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None


_REACH: Final = """
    SELECT place, first, last, NULL::smallint
    FROM unnest(%(starts)s::date[], %(ends)s::date[]) WITH ORDINALITY AS half(starts_on, ends_on, place),
    LATERAL (
        SELECT min(date) AS first, max(date) AS last FROM registers_mark
        WHERE date BETWEEN starts_on AND ends_on AND NOT planned
    ) AS found
    WHERE first IS NOT NULL
    UNION ALL (
        SELECT NULL, date, NULL, session FROM registers_mark WHERE NOT planned AND code <> %(closed)s
        ORDER BY date DESC, session DESC LIMIT 1
    )
"""


def reach(half_terms: Sequence[HalfTerm]) -> Reach:
    """How far the marks reach in all, and in each of these half-terms."""
    starts, ends = [half.starts_on for half in half_terms], [half.ends_on for half in half_terms]
    newest, spans = None, {}
    for place, first, last, session in _rows(_REACH, {"starts": starts, "ends": ends, "closed": UNEXPECTEDLY_CLOSED}):
        if place is None:
            newest = (first, session)
        else:
            spans[half_terms[place - 1]] = (first, last)
    return Reach(newest, spans)


# Pupils, with all their dated facts as ranges: a day is in a group when the range holds it

#: Facts of those whom a statement names as `wanted` before (id, key, birth, sex): of a school's 1,000, or of a form's 30.
CHILDREN: Final = """
    placed AS (
        SELECT pupil_id, year_group, starts_on, LEAST(
            COALESCE(ends_on, 'infinity'),
            COALESCE(LEAD(starts_on) OVER (PARTITION BY pupil_id ORDER BY starts_on) - 1, 'infinity')
        ) AS ends_on
        FROM roll_placement WHERE pupil_id IN (SELECT id FROM wanted)
    ),
    admitted AS (
        SELECT pupil_id, range_agg(daterange(starts_on, ends_on, '[]')) AS on_roll
        FROM roll_admission WHERE pupil_id IN (SELECT id FROM wanted) GROUP BY pupil_id
    ),
    flagged AS (
        SELECT pupil_id,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'fsm6') AS fsm6,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'sen_k') AS sen_k,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'sen_e') AS sen_e,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'eal') AS eal
        FROM roll_flag WHERE pupil_id IN (SELECT id FROM wanted) GROUP BY pupil_id
    ),
    child AS MATERIALIZED (
        SELECT wanted.*, on_roll, fsm6, sen_k, sen_e, eal
        FROM wanted
        LEFT JOIN admitted ON admitted.pupil_id = wanted.id
        LEFT JOIN flagged ON flagged.pupil_id = wanted.id
    )
"""

#: The groups that a row of such facts is in, each once.
GROUPS_OF_ROW: Final = """
    LATERAL (VALUES
        ('all', true), ('fsm6', fsm6), ('sen_k', sen_k), ('sen_e', sen_e), ('eal', eal),
        ('sex_f', sex = 'F'), ('sex_m', sex = 'M')
    ) AS grouping_of(cohort, member)
"""

_EVERYBODY = "SELECT id, key, birth, sex FROM roll_pupil"
# Who was in one of some year groups on a day between two; more than that does no harm, fewer would.
_OF_YEAR_GROUPS = """
    SELECT id, key, birth, sex FROM roll_pupil WHERE id IN (
        SELECT pupil_id FROM roll_placement WHERE year_group = ANY(%(year_groups)s)
            AND starts_on <= %(last_day)s AND (ends_on IS NULL OR ends_on >= %(first_day)s)
    )
"""

# Sessions

# Only our own text is joined into these statements; values travel apart.
_SESSIONS = f"""
    WITH wanted AS MATERIALIZED ({{wanted}}),
    slot AS MATERIALIZED (
        SELECT * FROM unnest(%(dates)s::date[], %(sessions)s::smallint[], %(due)s::boolean[],
                             %(born_from)s::date[], %(born_to)s::date[])
            AS slot(date, session, due, born_from, born_to)
    ),
    {CHILDREN},
    marked AS MATERIALIZED (
        SELECT date, session, pupil_key AS key, code FROM registers_mark
        WHERE date = ANY(%(days)s::date[]) AND NOT planned AND pupil_key IN (SELECT key FROM wanted)
    ),
    written AS (
        SELECT marked.* FROM marked JOIN child USING (key) WHERE child.on_roll @> marked.date
        UNION ALL
        SELECT slot.date, slot.session, child.key, ''
        FROM slot JOIN child ON child.on_roll @> slot.date
        WHERE slot.due AND NOT EXISTS (
            SELECT FROM marked
            WHERE marked.key = child.key AND marked.date = slot.date AND marked.session = slot.session
        )
    ),
    alike AS (
        SELECT written.date, written.session, COALESCE(placed.year_group, '') AS year_group,
            child.birth BETWEEN slot.born_from AND slot.born_to AS in_published, child.sex,
            fsm6 @> written.date AS fsm6, sen_k @> written.date AS sen_k,
            sen_e @> written.date AS sen_e, eal @> written.date AS eal, written.code, count(*) AS sessions
        FROM written
        JOIN slot USING (date, session)
        JOIN child USING (key)
        LEFT JOIN placed ON placed.pupil_id = child.id AND written.date BETWEEN placed.starts_on AND placed.ends_on
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ),
    by_code AS (
        SELECT cohort, date, session, year_group, in_published, code, sum(sessions) AS sessions
        FROM alike, {GROUPS_OF_ROW}
        WHERE member {{and_only}}
        GROUP BY 1, 2, 3, 4, 5, 6
    )
    SELECT cohort, date, session, year_group, in_published, jsonb_object_agg(code, sessions)::text
    FROM by_code GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 1, 4, 5
"""  # noqa: S608


_OF_EVERYBODY: Final = _SESSIONS.format(wanted=_EVERYBODY, and_only="")
_OF_SOME: Final = _SESSIONS.format(wanted=_OF_YEAR_GROUPS, and_only="AND year_group = ANY(%(year_groups)s)")


def session_counts(
    calendar: SchoolCalendar,
    dates: Iterable[dt.date],
    newest: tuple[dt.date, int] | None,
    *,
    year_groups: Collection[str] | None = None,
) -> list[SessionCounts]:
    """The counts of every session of these dates, which lie in half-terms of the calendar, of all or of some year groups.

    `newest` is the newest session that was taken: none is missing after it. UnknownCode or CodeNotValidOn when a mark
    means nothing on its date: it is never left out in silence.
    """
    days = sorted(set(dates))
    slots = [_slot(calendar, date, session, newest or (dt.date.min, 0)) for date in days for session in SESSIONS]
    if not slots:
        return []
    names = ("dates", "sessions", "due", "born_from", "born_to")
    columns = dict(zip(names, (list(column) for column in zip(*slots, strict=True)), strict=True))
    values = columns | {"days": days, "first_day": days[0], "last_day": days[-1]}
    if year_groups is None:
        join_whole()
        return [_counted(*row) for row in _rows(_OF_EVERYBODY, values)]
    return [_counted(*row) for row in _rows(_OF_SOME, values | {"year_groups": list(year_groups)})]


def year_groups_on(dates: Iterable[dt.date], pupils: Collection[int]) -> set[str]:
    """The year groups that these pupils (their keys) are in on any of these dates; "" where the roll does not say."""
    statement = """
        SELECT DISTINCT COALESCE(placed.year_group, '')
        FROM roll_pupil CROSS JOIN unnest(%(dates)s::date[]) AS day(date)
        LEFT JOIN LATERAL (
            SELECT year_group, ends_on FROM roll_placement
            WHERE pupil_id = roll_pupil.id AND starts_on <= day.date ORDER BY starts_on DESC LIMIT 1
        ) AS placed ON placed.ends_on IS NULL OR placed.ends_on >= day.date
        WHERE key = ANY(%(pupils)s)
    """
    return {group for (group,) in _rows(statement, {"pupils": list(pupils), "dates": sorted(dates)})}


def _slot(
    calendar: SchoolCalendar, date: dt.date, session: int, newest: tuple[dt.date, int]
) -> tuple[dt.date, int, bool, dt.date, dt.date]:
    """A session, whether it was due, and the births of the pupils whose sessions then enter published figures.

    None is due after the newest mark: this afternoon's are not missing while the morning's stand.
    """
    half_term = calendar.half_term_of(date)
    if half_term is None:
        message = f"{date} is in no half-term of the calendar, so its marks belong to no year"
        raise ValueError(message)
    born_from, born_to = counted_births(half_term.academic_year, half_term.number)
    return date, session, calendar.is_due(date, session) and (date, session) <= newest, born_from, born_to


def _counted(  # noqa: PLR0917 - the columns of the statement, in order
    group: str, date: dt.date, session: int, year_group: str, in_published: bool, codes: str
) -> SessionCounts:
    counts: dict[str, int] = json.loads(codes)
    totals = Totals.of_counts((code, date, sessions) for code, sessions in counts.items())
    return SessionCounts(group, date, session, year_group, in_published, counts, totals)


# Enrolments


def enrolment_counts(academic_year: int, periods: Iterable[str]) -> list[EnrolmentCounts]:
    """Enrolments and persistent and severe absence in each of these periods, on both bases, as they are kept.

    What an enrolment is and how it is judged: `schools.registers.operations.judging`.
    """
    columns = ("period", "basis", "cohort", "year_group", "enrolments", "persistent", "severe", "none_possible")
    rows = PeriodCount.objects.filter(academic_year=academic_year, period__in=list(periods))
    held = rows.order_by("period", "basis", "cohort", "year_group").values_list(*columns)
    return [EnrolmentCounts(*row) for row in held if row[4] or row[7]]


def join_whole() -> None:
    """Join whole sets by hashing, until this transaction ends.

    Tables that were filled a moment ago have no statistics yet: the planner then takes a year of marks for a few rows
    and loops over it once for each pupil, for half a minute instead of half a second. What asks of a form alone is found
    by its keys and looped over gladly: it doubles in time when it may not.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
