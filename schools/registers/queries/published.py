"""What a school publishes to its trust. Never a row about a pupil.

Counts by date, session, year group, group of pupils and code, and enrolments by period with how many were persistently
and severely absent. Each question is one statement. Groups are one at a time (`GROUPS`), never crossed. Runs in the
school's own transaction.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.school_calendar import HalfTerm, SchoolCalendar
from schools.calendar.rules.sessions import SESSIONS
from schools.registers.queries.marks import half_term_number
from schools.registers.queries.newest import newest_taken
from schools.registers.rules.basis import SECOND_HALF_OF_SUMMER, counted_births, leaving_age_births, published_births
from schools.registers.rules.codes import UNEXPECTEDLY_CLOSED
from schools.registers.rules.totals import PERSISTENT_ONE_IN, SEVERE_ONE_IN, Totals

#: The groups counted, as the statements below name them.
GROUPS: Final = ("all", "fsm6", "sen_k", "sen_e", "eal", "sex_f", "sex_m")

#: Periods to count enrolments in: each key with its half-terms' numbers.
Periods: TypeAlias = Mapping[str, tuple[int, ...]]


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


def marked_span(half_terms: Iterable[HalfTerm]) -> tuple[dt.date, dt.date] | None:
    """The first and last date with a mark inside these half-terms, or None when there is none."""
    spans = [(half.starts_on, half.ends_on) for half in half_terms]
    statement = """
        SELECT min(found.first), max(found.last)
        FROM unnest(%s::date[], %s::date[]) AS half(starts_on, ends_on),
        LATERAL (
            SELECT min(date) AS first, max(date) AS last FROM registers_mark
            WHERE date BETWEEN starts_on AND ends_on AND NOT planned
        ) AS found
    """
    ((first, last),) = _rows(statement, [[start for start, _ in spans], [end for _, end in spans]])
    return None if first is None else (first, last)


def dates_with_unmarked_session(slots: Sequence[tuple[dt.date, int]]) -> list[dt.date]:
    """The dates of those of the sessions in which nobody has a mark, or no other than Y4, each once.

    A closure is marked when it is entered, which may be before a session that comes earlier is due.
    """
    statement = """
        SELECT DISTINCT slot.date FROM unnest(%s::date[], %s::smallint[]) AS slot(date, session)
        WHERE NOT EXISTS (
            SELECT FROM registers_mark AS mark
            WHERE mark.date = slot.date AND mark.session = slot.session AND NOT planned AND mark.code <> %s
        ) ORDER BY slot.date
    """
    values = [[on for on, _ in slots], [session for _, session in slots], UNEXPECTEDLY_CLOSED]
    return [day for (day,) in _rows(statement, values)]


# Pupils, with all their dated facts as ranges: a day is in a group when the range holds it

_CHILDREN = """
    placed AS (
        SELECT pupil_id, year_group, starts_on, LEAST(
            COALESCE(ends_on, 'infinity'),
            COALESCE(LEAD(starts_on) OVER (PARTITION BY pupil_id ORDER BY starts_on) - 1, 'infinity')
        ) AS ends_on
        FROM roll_placement
    ),
    admitted AS (
        SELECT pupil_id, range_agg(daterange(starts_on, ends_on, '[]')) AS on_roll FROM roll_admission GROUP BY pupil_id
    ),
    flagged AS (
        SELECT pupil_id,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'fsm6') AS fsm6,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'sen_k') AS sen_k,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'sen_e') AS sen_e,
            range_agg(daterange(starts_on, ends_on, '[]')) FILTER (WHERE kind = 'eal') AS eal
        FROM roll_flag GROUP BY pupil_id
    ),
    child AS MATERIALIZED (
        SELECT pupil.id, pupil.key, pupil.birth, pupil.sex, on_roll, fsm6, sen_k, sen_e, eal
        FROM roll_pupil AS pupil
        LEFT JOIN admitted ON admitted.pupil_id = pupil.id
        LEFT JOIN flagged ON flagged.pupil_id = pupil.id
    )
"""

_GROUPS_OF_ROW = """
    LATERAL (VALUES
        ('all', true), ('fsm6', fsm6), ('sen_k', sen_k), ('sen_e', sen_e), ('eal', eal),
        ('sex_f', sex = 'F'), ('sex_m', sex = 'M')
    ) AS grouping_of(cohort, member)
"""

# Sessions

# Only our own text is joined into these statements; values travel apart.
_SESSIONS = f"""
    WITH slot AS MATERIALIZED (
        SELECT * FROM unnest(%(dates)s::date[], %(sessions)s::smallint[], %(due)s::boolean[],
                             %(born_from)s::date[], %(born_to)s::date[])
            AS slot(date, session, due, born_from, born_to)
    ),
    {_CHILDREN},
    marked AS MATERIALIZED (
        SELECT date, session, pupil_key AS key, code FROM registers_mark
        WHERE date = ANY(%(days)s::date[]) AND NOT planned
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
        FROM alike, {_GROUPS_OF_ROW}
        WHERE member
        GROUP BY 1, 2, 3, 4, 5, 6
    )
    SELECT cohort, date, session, year_group, in_published, jsonb_object_agg(code, sessions)::text
    FROM by_code GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 1, 4, 5
"""  # noqa: S608


def session_counts(calendar: SchoolCalendar, dates: Iterable[dt.date]) -> list[SessionCounts]:
    """The counts of every session of these dates, which lie in half-terms of the calendar.

    UnknownCode or CodeNotValidOn when a mark means nothing on its date: it is never left out in silence.
    """
    days = sorted(set(dates))
    newest = newest_taken() or (dt.date.min, 0)
    slots = [_slot(calendar, date, session, newest) for date in days for session in SESSIONS]
    if not slots:
        return []
    names = ("dates", "sessions", "due", "born_from", "born_to")
    columns = dict(zip(names, (list(column) for column in zip(*slots, strict=True)), strict=True))
    with _joined_whole():
        return [_counted(*row) for row in _rows(_SESSIONS, columns | {"days": days})]


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

_ENROLMENTS = f"""
    WITH span AS (
        SELECT period, daterange(starts_on, ends_on, '[]') AS days
        FROM unnest(%(periods)s::text[], %(starts)s::date[], %(ends)s::date[]) AS span(period, starts_on, ends_on)
    ),
    part AS (SELECT * FROM unnest(%(part_periods)s::text[], %(half_terms)s::integer[]) AS part(period, half_term)),
    {_CHILDREN},
    summed AS MATERIALIZED (
        SELECT pupil_key AS key, half_term, sum(authorised + unauthorised) AS absence,
            sum(present + approved + authorised + unauthorised) AS possible
        FROM registers_pupilweek WHERE half_term BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
    ),
    enrolled AS (
        SELECT span.period, basis, child.*, upper(on_roll * span.days::datemultirange) - 1 AS as_on,
            birth BETWEEN %(leaving_from)s AND %(leaving_to)s AS leaving_age
        FROM span
        JOIN child ON child.on_roll && span.days
        CROSS JOIN (VALUES ('published'), ('whole')) AS bases(basis)
        WHERE span.period IN (SELECT period FROM part JOIN summed USING (half_term))
            AND (basis = 'whole' OR birth BETWEEN %(born_from)s AND %(born_to)s)
    ),
    absent AS (
        SELECT period, basis, key, COALESCE(sum(absence), 0) AS absence, COALESCE(sum(possible), 0) AS possible
        FROM enrolled
        JOIN part USING (period)
        LEFT JOIN summed USING (key, half_term)
        WHERE basis = 'whole' OR NOT leaving_age OR half_term <> %(last)s
        GROUP BY 1, 2, 3
    ),
    alike AS (
        SELECT period, basis, COALESCE(placed.year_group, '') AS year_group, sex, fsm6 @> as_on AS fsm6,
            sen_k @> as_on AS sen_k, sen_e @> as_on AS sen_e, eal @> as_on AS eal,
            count(*) FILTER (WHERE possible > 0) AS enrolments,
            count(*) FILTER (WHERE possible > 0 AND absence * %(persistent_one_in)s >= possible) AS persistent,
            count(*) FILTER (WHERE possible > 0 AND absence * %(severe_one_in)s >= possible) AS severe,
            count(*) FILTER (WHERE possible = 0) AS none_possible
        FROM enrolled
        JOIN absent USING (period, basis, key)
        LEFT JOIN placed ON placed.pupil_id = enrolled.id AND as_on BETWEEN placed.starts_on AND placed.ends_on
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    )
    SELECT period, basis, cohort, year_group,
        sum(enrolments)::integer, sum(persistent)::integer, sum(severe)::integer, sum(none_possible)::integer
    FROM alike, {_GROUPS_OF_ROW}
    WHERE member
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""  # noqa: S608


def enrolment_counts(calendar: SchoolCalendar, academic_year: int, periods: Periods) -> list[EnrolmentCounts]:
    """Enrolments and persistent and severe absence in each period, on both bases, from the summaries.

    An enrolment is a pupil on roll for a day of the period at least; year group and groups are those of the pupil's
    last such day. 15-year-olds' half-term 6 is not in the published basis [EESA]. A period without a mark gives nothing;
    otherwise nothing depends on how far the marks reach: who has none in it has no possible session. The thresholds are
    those of `rules.totals`, on whole sessions: a test holds the two equal.
    """
    halves = {half.number: half for half in calendar.half_terms if half.academic_year == academic_year}
    spans = []
    for key, numbers in periods.items():
        held = [halves[number] for number in numbers if number in halves]
        if held:
            spans.append((key, held[0].starts_on, held[-1].ends_on, held))
    if not spans:
        return []
    parts = [(key, half_term_number(academic_year, half.number)) for key, _, _, held in spans for half in held]
    born_from, born_to = published_births(academic_year)
    leaving_from, leaving_to = leaving_age_births(academic_year)
    values = {
        "periods": [key for key, *_ in spans],
        "starts": [starts_on for _, starts_on, *_ in spans],
        "ends": [ends_on for _, _, ends_on, _ in spans],
        "part_periods": [key for key, _ in parts],
        "half_terms": [half_term for _, half_term in parts],
        "first": half_term_number(academic_year, 1),
        "last": half_term_number(academic_year, SECOND_HALF_OF_SUMMER),
        "born_from": born_from,
        "born_to": born_to,
        "leaving_from": leaving_from,
        "leaving_to": leaving_to,
        "persistent_one_in": PERSISTENT_ONE_IN,
        "severe_one_in": SEVERE_ONE_IN,
    }
    with _joined_whole():
        return [EnrolmentCounts(*row) for row in _rows(_ENROLMENTS, values)]


@contextmanager
def _joined_whole() -> Iterator[None]:
    """Join whole sets by hashing, for the statements inside.

    Tables that were filled a moment ago have no statistics yet: the planner then takes a year of marks for a few rows
    and loops over it once for each pupil, for half a minute instead of half a second.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on; SET LOCAL jit = on")


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
