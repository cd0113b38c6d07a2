"""How small each group became in any session of a year, and its enrolments in every period: what decides what is told.

Both are of the whole academic year, whatever is compared: what one page hides, no other page may give away.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Sum

from foundation.database.scope import ALIAS
from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules.counts_told import SMALLEST, Periods
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.small_numbers import Fewest, Sizes
from trust_reporting.figures.models import EnrolmentCount
from trust_reporting.figures.rules.cohorts import Cohort

#: Enrolments by basis, period and group.
ByBasis = Mapping[Basis, Periods[Cohort]]

_PUPILS = "present + approved + authorised + unauthorised + not_possible + not_collected + missing"
_OF_SESSION = """
    SELECT school_id, in_published, date, session, {columns}
    FROM figures_sessioncount JOIN figures_publisheddate USING (school_id, date)
    WHERE school_id = ANY(%(schools)s) AND academic_year = %(year)s
    GROUP BY 1, 2, 3, 4
"""
# Only names of our own groups are joined into these statements; values travel apart.
_BY_SESSION = _OF_SESSION.format(
    columns=", ".join(
        f"coalesce(sum({_PUPILS}) FILTER (WHERE cohort = '{cohort.value}'), 0) AS \"{cohort.value}\""
        for cohort in Cohort
    )
)
_ALL = f'"{Cohort.ALL.value}"'


def _fewest(pupils: str) -> str:
    """The fewest on either side of a line through all pupils, of the sessions with pupils on both sides."""
    return f"coalesce(min(least({pupils}, {_ALL} - ({pupils}))) FILTER (WHERE {pupils} > 0 AND {_ALL} > {pupils}), 0)"


_GROUPS = f"""
    SELECT school_id, in_published, coalesce(min(nullif({_ALL}, 0)), 0),
        {_fewest(f'"{Cohort.SEN_K.value}" + "{Cohort.SEN_E.value}"')},
        {", ".join(_fewest(f'"{cohort.value}"') for cohort in Cohort)}
    FROM ({_BY_SESSION}) AS by_session GROUP BY 1, 2
"""  # noqa: S608
_YEAR_GROUPS = f"""
    WITH sized AS (
        SELECT school_id, in_published, year_group, date, session, {_PUPILS} AS pupils
        FROM figures_sessioncount JOIN figures_publisheddate USING (school_id, date)
        WHERE school_id = ANY(%(schools)s) AND academic_year = %(year)s AND cohort = '{Cohort.ALL.value}'
    )
    SELECT school_id, in_published, year_group, coalesce(min(nullif(pupils, 0)), 0),
        count(*) FILTER (WHERE pupils > 0) = (
            SELECT count(DISTINCT (date, session)) FROM sized AS every WHERE every.school_id = sized.school_id
        )
    FROM sized GROUP BY 1, 2, 3
"""  # noqa: S608


def smallest_number_shown() -> int:
    """The smallest number of pupils shown by group: `SMALLEST_NUMBER_SHOWN` of the settings, or the default."""
    return int(getattr(settings, "SMALLEST_NUMBER_SHOWN", SMALLEST))


def group_sizes(academic_year: int, schools: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[bool, Sizes]]:
    """How small each group became, by school and by whether its pupils are in published figures. One query."""
    found: dict[uuid.UUID, dict[bool, Sizes]] = defaultdict(dict)
    for school, in_published, everybody, no_sen, *fewest in _rows(_GROUPS, academic_year, schools):
        found[school][in_published] = Sizes(everybody, dict(zip(Cohort, fewest, strict=True)), no_sen)
    return found


def year_group_sizes(
    academic_year: int, schools: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[bool, dict[str, Fewest]]]:
    """The same of year groups. One query."""
    found: dict[uuid.UUID, dict[bool, dict[str, Fewest]]] = defaultdict(lambda: defaultdict(dict))
    for school, in_published, year_group, fewest, always in _rows(_YEAR_GROUPS, academic_year, schools):
        found[school][in_published][year_group] = Fewest(fewest, always=always)
    return found


def enrolments_by_group(academic_year: int, schools: Collection[uuid.UUID]) -> dict[uuid.UUID, ByBasis]:
    """Each school's enrolments of the year by basis, period and group. One query."""
    return _enrolments(academic_year, schools, "cohort", Cohort)


def enrolments_by_year_group(
    academic_year: int, schools: Collection[uuid.UUID]
) -> dict[uuid.UUID, Mapping[Basis, Periods[str]]]:
    """The same of all pupils by year group. One query."""
    return _enrolments(academic_year, schools, "year_group", str, cohort=Cohort.ALL.value)


def _enrolments(
    academic_year: int, schools: Collection[uuid.UUID], column: str, read: Any, **where: str
) -> dict[uuid.UUID, Any]:
    names = ("enrolments", "persistent", "severe", "none_possible")
    rows = (
        EnrolmentCount.objects.filter(school_id__in=schools, academic_year=academic_year, **where)
        .values("school_id", "basis", "period", column)
        .annotate(**{f"{name}_sum": Sum(name) for name in names})
        .order_by()
    )
    found: dict[uuid.UUID, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for row in rows:
        counts = Enrolments(**{name: row[f"{name}_sum"] for name in names})
        found[row["school_id"]][Basis(row["basis"])][row["period"]][read(row[column])] = counts
    return found


def _rows(statement: str, academic_year: int, schools: Collection[uuid.UUID]) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, {"year": academic_year, "schools": list(schools)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
