"""Sums of what schools have published. Each is one query, whatever the number of schools."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from schools.calendar.rules.sessions import SESSIONS, SchoolSession
from schools.registers.queries.marks import Monday
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
    chosen = Q()
    for school_id, (first, last) in spans.items():
        chosen |= Q(school_id=school_id, date__range=(first, last))
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


def totals_by_week(
    choice: Choice, spans: Spans, slots: Collection[SchoolSession] | None
) -> dict[uuid.UUID, dict[dt.date, Totals]]:
    """Each school's totals of the chosen group by the Monday of the week."""
    rows = (
        counted_sessions(choice, spans, slots)
        .filter(cohort=choice.cohort.value)
        .annotate(week=Monday(F("date")))
        .values("school_id", "week")
        .annotate(**_SUMS)
        .order_by("week")
    )
    found: dict[uuid.UUID, dict[dt.date, Totals]] = defaultdict(dict)
    for row in rows:
        found[row["school_id"]][row["week"]] = _totals(dict(row))
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
