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
from trust_reporting.comparison.rules.chosen_dates import Span, weeks_within
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.figures.models import CLASSES, SessionCount

#: First and last date counted, by school.
Spans = Mapping[uuid.UUID, Span]

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


_SUMMED = ", ".join(f"sum({name}) AS {name}" for name in CLASSES)

# School by school and day by day, as the indexes have them: all together, the rows of fifty schools' year were sorted on
# the disk. Only names of our own columns are joined into it; values travel apart.
_WHOLE_WEEKS = f"""
    SELECT school.id, of_school.*
    FROM unnest(%(of_weeks)s::uuid[], %(first_weeks)s::date[], %(last_weeks)s::date[])
        AS school (id, first_week, last_week)
    CROSS JOIN LATERAL (
        SELECT week, {_SUMMED} FROM figures_weekcount
        WHERE school_id = school.id AND academic_year = %(year)s AND cohort = %(cohort)s
            AND week BETWEEN school.first_week AND school.last_week AND (in_published OR %(whole_roll)s)
        GROUP BY week
    ) AS of_school
"""  # noqa: S608
_DAYS = f"""
    SELECT school.id, of_school.*
    FROM unnest(%(of_days)s::uuid[], %(first_days)s::date[], %(last_days)s::date[])
        AS school (id, first_day, last_day)
    CROSS JOIN LATERAL (
        SELECT date - (extract(isodow FROM date)::integer - 1) AS week, {_SUMMED} FROM figures_sessioncount
        WHERE school_id = school.id AND cohort = %(cohort)s AND date BETWEEN school.first_day AND school.last_day
            AND (in_published OR %(whole_roll)s)
            AND (%(every_session)s
                OR (date, session) IN (SELECT * FROM unnest(%(dates)s::date[], %(sessions)s::smallint[])))
        GROUP BY date
    ) AS of_school
"""  # noqa: S608
_BY_WEEK = f"""
    SELECT id, CASE WHEN id = ANY(%(by_week)s::uuid[]) THEN week END,
        {", ".join(f"sum({name})::bigint" for name in CLASSES)}
    FROM ({_WHOLE_WEEKS} UNION ALL {_DAYS}) AS summed
    GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608


def totals_by_week(
    choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None, by_week: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[dt.date | None, Totals]]:
    """Each school's totals of the chosen group: by the Monday of the week where asked for, or else all under None.

    Weeks that lie whole in a school's span are read as they were published. Which of a week's sessions are shared is not
    known of it: where only those count, all is summed by the day.
    """
    weeks: list[tuple[uuid.UUID, Span]] = []
    days: list[tuple[uuid.UUID, Span]] = []
    for school, span in spans.items():
        whole, ends = weeks_within(span) if slots is None else (None, (span,))
        weeks += [(school, whole)] if whole else []
        days += [(school, end) for end in ends]
    among = sorted(slots or ())
    values: dict[str, Any] = {
        "of_weeks": [school for school, _ in weeks],
        "first_weeks": [first for _, (first, _) in weeks],
        "last_weeks": [last for _, (_, last) in weeks],
        "of_days": [school for school, _ in days],
        "first_days": [first for _, (first, _) in days],
        "last_days": [last for _, (_, last) in days],
        "by_week": list(by_week),
        "year": choice.period.academic_year,
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
