"""As the trust: sum a school's sessions of some weeks again, beside the dates that were replaced.

A week is summed from its dates as they now stand and never brought up to date by a difference. It is done in the
transaction that replaced them, so that nobody sees one without the other.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.academic_year import week_start
from tenants.trusts.models import School
from trust_reporting.figures.models import CLASSES
from trust_reporting.figures.queries import PUPILS
from trust_reporting.figures.rules.cohorts import Cohort

_DAYS_A_WEEK: Final = 7
_KEPT: Final = (*CLASSES, "fewest", "fewest_sen")
_COLUMNS: Final = ", ".join(_KEPT)

# Only names of our own columns and groups are joined into it; values travel apart.
_REPLACE_WEEKS: Final = f"""
    WITH by_session AS (
        SELECT academic_year, cohort, date, session, in_published,
            {", ".join(f"sum({name})::integer AS {name}" for name in CLASSES)}, sum({PUPILS})::integer AS pupils
        FROM figures_sessioncount JOIN figures_publisheddate USING (school_id, date)
        WHERE school_id = %(school)s AND cohort = ANY(%(cohorts)s) AND date = ANY(%(dates)s::date[])
        GROUP BY 1, 2, 3, 4, 5
    ),
    beside_all AS (
        SELECT *,
            sum(pupils) FILTER (WHERE cohort = '{Cohort.ALL.value}') OVER same_session AS everybody,
            sum(pupils) FILTER (WHERE cohort IN ('{Cohort.SEN_K.value}', '{Cohort.SEN_E.value}'))
                OVER same_session AS sen
        FROM by_session WINDOW same_session AS (PARTITION BY date, session, in_published)
    ),
    fresh AS (
        SELECT academic_year, cohort, date - (extract(isodow FROM date)::integer - 1) AS week, in_published,
            {", ".join(f"sum({name}) AS {name}" for name in CLASSES)},
            CASE cohort WHEN '{Cohort.ALL.value}' THEN min(pupils) FILTER (WHERE pupils > 0)
                ELSE min(least(pupils, everybody - pupils)) FILTER (WHERE pupils > 0 AND everybody > pupils)
            END AS fewest,
            CASE cohort WHEN '{Cohort.ALL.value}' THEN
                min(least(sen, everybody - sen)) FILTER (WHERE sen > 0 AND everybody > sen)
            END AS fewest_sen
        FROM beside_all GROUP BY 1, 2, 3, 4
    ),
    vanished AS (
        DELETE FROM figures_weekcount AS old
        WHERE old.school_id = %(school)s AND old.week = ANY(%(weeks)s::date[]) AND NOT EXISTS (
            SELECT FROM fresh WHERE (fresh.academic_year, fresh.cohort, fresh.week, fresh.in_published)
                = (old.academic_year, old.cohort, old.week, old.in_published)
        )
    )
    INSERT INTO figures_weekcount AS old (trust_id, school_id, academic_year, cohort, week, in_published, {_COLUMNS})
    SELECT %(trust)s, %(school)s, academic_year, cohort, week, in_published, {_COLUMNS} FROM fresh
    ON CONFLICT (school_id, academic_year, cohort, week, in_published) DO UPDATE SET
        {", ".join(f"{name} = EXCLUDED.{name}" for name in _KEPT)}
    WHERE ({", ".join(f"old.{name}" for name in _KEPT)})
        IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _KEPT)})
"""  # noqa: S608


def replace_weeks(school: School, dates: Iterable[dt.date]) -> None:
    """Sum the weeks of these dates again, of every academic year that has a date in them. One statement."""
    weeks = sorted({week_start(date) for date in dates})
    if not weeks:
        return
    values: dict[str, Any] = {
        "trust": school.trust_id,
        "school": school.pk,
        "cohorts": [cohort.value for cohort in Cohort],
        "weeks": weeks,
        "dates": [week + dt.timedelta(days=days) for week in weeks for days in range(_DAYS_A_WEEK)],
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_REPLACE_WEEKS, values)
