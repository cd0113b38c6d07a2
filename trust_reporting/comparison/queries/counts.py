"""Sums of what schools have published. Each is one query, whatever the number of schools."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet, Sum

from foundation.database.scope import ALIAS
from schools.calendar.rules.sessions import SESSIONS, SchoolSession
from schools.registers.rules.basis import Basis
from schools.registers.rules.totals import Totals
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.models import SessionCount

#: First and last date counted, by school.
Spans = Mapping[uuid.UUID, tuple[dt.date, dt.date]]

CLASSES = (
    "present",
    "approved",
    "authorised",
    "unauthorised",
    "not_possible",
    "not_collected",
    "late_before",
    "late_after",
    "missing",
)
_SUMS = {f"{name}_sum": Sum(name) for name in CLASSES}


def counted_sessions(choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None) -> "QuerySet[SessionCount]":
    """The published session counts of these spans on the chosen basis: all, or only the shared `slots`."""
    alike: dict[tuple[dt.date, dt.date], list[uuid.UUID]] = defaultdict(list)
    for school_id, span in spans.items():
        alike[span].append(school_id)
    chosen = Q()
    for span, schools in alike.items():
        chosen |= Q(school_id__in=schools, date__range=span)
    rows: QuerySet[SessionCount] = SessionCount.objects.filter(chosen) if spans else SessionCount.objects.none()
    if choice.basis is Basis.PUBLISHED:
        rows = rows.filter(in_published=True)
    return rows if slots is None else rows.filter(_among(slots))


def _among(slots: Collection[SchoolSession]) -> Q:
    """Rows of these sessions: whole days by their date, half days one by one."""
    by_date: dict[dt.date, list[int]] = defaultdict(list)
    for slot in slots:
        by_date[slot.date].append(slot.session)
    found = Q(date__in=sorted(date for date, sessions in by_date.items() if len(sessions) == len(SESSIONS)))
    for date, sessions in by_date.items():
        if len(sessions) < len(SESSIONS):
            found |= Q(date=date, session=sessions[0])
    return found


# School by school and day by day, as the index has them: all together, the rows of fifty schools' year were sorted on the
# disk. Only names of our own columns are joined into it; values travel apart.
_BY_WEEK = f"""
    SELECT school.id, of_school.*
    FROM unnest(%(schools)s::uuid[], %(firsts)s::date[], %(lasts)s::date[], %(by_week)s::boolean[])
        AS school (id, first_on, last_on, by_week)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN school.by_week THEN date - (extract(isodow FROM date)::integer - 1) END,
            {", ".join(f"sum({name})::bigint" for name in CLASSES)}
        FROM (
            SELECT date, {", ".join(f"sum({name}) AS {name}" for name in CLASSES)}
            FROM figures_sessioncount
            WHERE school_id = school.id AND cohort = %(cohort)s AND date BETWEEN school.first_on AND school.last_on
                AND (in_published OR %(whole_roll)s)
                AND (%(every_session)s
                    OR (date, session) IN (SELECT * FROM unnest(%(dates)s::date[], %(sessions)s::smallint[])))
            GROUP BY date
        ) AS by_day
        GROUP BY 1
    ) AS of_school
    ORDER BY 1, 2
"""  # noqa: S608


def totals_by_week(
    choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None, by_week: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[dt.date | None, Totals]]:
    """Each school's totals of the chosen group: by the Monday of the week where asked for, or else all under None."""
    among = sorted(slots or ())
    values: dict[str, Any] = {
        "schools": list(spans),
        "firsts": [first for first, _ in spans.values()],
        "lasts": [last for _, last in spans.values()],
        "by_week": [school in by_week for school in spans],
        "cohort": choice.cohort.value,
        "whole_roll": choice.basis is Basis.WHOLE_ROLL,
        "every_session": slots is None,
        "dates": [slot.date for slot in among],
        "sessions": [slot.session for slot in among],
    }
    found: dict[uuid.UUID, dict[dt.date | None, Totals]] = defaultdict(dict)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_BY_WEEK, values)
        for school, week, *sums in cursor.fetchall():
            found[school][week] = Totals(**dict(zip(CLASSES, sums, strict=True)))
    return found


def totals_by(column: str, choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None) -> dict[str, Totals]:
    """Totals of all spans together by `cohort` (every group, each by itself) or `year_group` (of the chosen group)."""
    rows = counted_sessions(choice, spans, slots)
    if column != "cohort":
        rows = rows.filter(cohort=choice.cohort.value)
    return {row[column]: _totals(dict(row)) for row in rows.values(column).annotate(**_SUMS).order_by()}


def codes_of(choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None) -> dict[tuple[str, dt.date], int]:
    """Sessions by code and date, of the chosen group; the empty code is a missing mark."""
    rows = counted_sessions(choice, spans, slots).filter(cohort=choice.cohort.value)
    found: dict[tuple[str, dt.date], int] = defaultdict(int)
    for date, codes in rows.values_list("date", "codes"):
        for code, sessions in codes.items():
            found[code, date] += sessions
    return found


def _totals(row: Mapping[str, Any]) -> Totals:
    return Totals(**{name: row[f"{name}_sum"] for name in CLASSES})
