"""How small each group became in any session of a year, and its enrolments in every period: what decides what is told.

Both are of the whole academic year, whatever is compared: what one page hides, no other page may give away.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Min, Q, Sum

from foundation.database.scope import ALIAS
from schools.registers.rules.basis import Basis
from trust_reporting.comparison.rules.comparison import Choice
from trust_reporting.comparison.rules.counts_told import SMALLEST, Periods
from trust_reporting.comparison.rules.enrolments import Enrolments
from trust_reporting.comparison.rules.small_numbers import Fewest, Sizes
from trust_reporting.figures.models import EnrolmentCount, WeekCount
from trust_reporting.figures.queries import PUPILS
from trust_reporting.figures.rules.cohorts import Cohort

#: Enrolments by basis, period and group.
ByBasis = Mapping[Basis, Periods[Cohort]]

_YEAR_GROUPS = f"""
    WITH sized AS (
        SELECT school_id, in_published, year_group, date, session, {PUPILS} AS pupils
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


def group_sizes(
    academic_year: int, schools: Collection[uuid.UUID], basis: Basis, cohorts: Collection[Cohort]
) -> dict[uuid.UUID, dict[bool, Sizes]]:
    """How small each of these groups became, by school and by whether its pupils are in published figures. One query.

    Everybody is among the groups. Of the published basis only its own pupils are sized; without schools nothing is asked.
    How small a group became in each week was published with it; of a year it is the least of these.
    """
    chosen = Q(school_id__in=schools, academic_year=academic_year, cohort__in=[cohort.value for cohort in cohorts])
    if basis is Basis.PUBLISHED:
        chosen &= Q(in_published=True)
    rows = WeekCount.objects.filter(chosen).values_list("school_id", "in_published", "cohort")
    read: dict[tuple[uuid.UUID, bool], dict[Cohort, tuple[int, int]]] = defaultdict(dict)
    for school, in_published, cohort, fewest, fewest_sen in rows.annotate(Min("fewest"), Min("fewest_sen")).order_by():
        read[school, in_published][Cohort(cohort)] = fewest or 0, fewest_sen or 0
    found: dict[uuid.UUID, dict[bool, Sizes]] = defaultdict(dict)
    for (school, in_published), groups in read.items():
        everybody, no_sen = groups.pop(Cohort.ALL, (0, 0))
        found[school][in_published] = Sizes(everybody, {one: fewest for one, (fewest, _) in groups.items()}, no_sen)
    return found


def year_group_sizes(
    academic_year: int, schools: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[bool, dict[str, Fewest]]]:
    """The same of year groups. One query."""
    found: dict[uuid.UUID, dict[bool, dict[str, Fewest]]] = defaultdict(lambda: defaultdict(dict))
    for school, in_published, year_group, fewest, always in _rows(
        _YEAR_GROUPS, {"year": academic_year, "schools": list(schools)}
    ):
        found[school][in_published][year_group] = Fewest(fewest, always=always)
    return found


def enrolments_by_group(
    choice: Choice, judged: Collection[uuid.UUID], cohorts: Collection[Cohort], others: Collection[uuid.UUID]
) -> dict[uuid.UUID, ByBasis]:
    """Each school's enrolments by basis, period and group. One query.

    Of those that are judged all that decides what may be told of these groups: the whole year, on the chosen basis and on
    what it is made of. Of the others what was chosen alone.
    """
    deciding = Q(school_id__in=judged, cohort__in=[cohort.value for cohort in cohorts])
    if choice.basis is Basis.PUBLISHED:
        deciding &= Q(basis=choice.basis.value)
    chosen = Q(school_id__in=others, basis=choice.basis.value, period=choice.period.key, cohort=choice.cohort.value)
    return _enrolments(deciding | chosen, choice.period.academic_year, "cohort", Cohort)


def enrolments_by_year_group(
    academic_year: int, schools: Collection[uuid.UUID]
) -> dict[uuid.UUID, Mapping[Basis, Periods[str]]]:
    """The same of all pupils by year group. One query."""
    where = Q(school_id__in=schools, cohort=Cohort.ALL.value)
    return _enrolments(where, academic_year, "year_group", str)


def _enrolments(where: Q, academic_year: int, column: str, read: Any) -> dict[uuid.UUID, Any]:
    rows = (
        EnrolmentCount.objects.filter(where, academic_year=academic_year)
        .values_list("school_id", "basis", "period", column)
        .annotate(*(Sum(name) for name in ("enrolments", "persistent", "severe", "none_possible")))
        .order_by()
    )
    found: dict[uuid.UUID, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for school, basis, period, part, *counts in rows:
        found[school][Basis(basis)][period][read(part)] = Enrolments(*counts)
    return found


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
