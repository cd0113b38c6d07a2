"""As the trust: replace what a newer reading of a school has counted. One transaction; doing it again changes nothing.

The year's row is locked first, so two publishers of one school and year wait for one another. Then each date and period
whose last version is older is claimed, and its rows are replaced: changed rows are updated, new ones added, vanished
ones deleted, one statement for each table, and rows that stayed the same are not written.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connections

from foundation import clock
from foundation.database.scope import ALIAS, work
from tenants.trusts.models import School
from tenants.trusts.scopes import trust_scope_of
from trust_reporting.figures.models import RepeatedCount
from trust_reporting.figures.operations.reading import LONG, YearCounts
from trust_reporting.figures.rules.cohorts import Cohort

_TOTALS = (
    "present",
    "approved",
    "authorised",
    "unauthorised",
    "not_possible",
    "not_collected",
    "missing",
    "late_before",
    "late_after",
)

_CLAIM_YEAR = """
    INSERT INTO figures_yearpublication
        (trust_id, school_id, academic_year, version, first_on, through, published_at, calendar)
    VALUES (%(trust)s, %(school)s, %(year)s, %(version)s, %(first_on)s, %(through)s, %(at)s, %(calendar)s)
    ON CONFLICT (school_id, academic_year) DO UPDATE SET
        version = EXCLUDED.version, first_on = EXCLUDED.first_on, through = EXCLUDED.through,
        published_at = EXCLUDED.published_at, calendar = EXCLUDED.calendar
    WHERE figures_yearpublication.version < EXCLUDED.version
    RETURNING version
"""

# Besides the dates that were read: those published before that lie outside what the year now holds.
_CLAIM_DATES = """
    INSERT INTO figures_publisheddate (trust_id, school_id, academic_year, date, version)
    SELECT %(trust)s, %(school)s, %(year)s, date, %(version)s FROM (
        SELECT unnest(%(dates)s::date[]) AS date
        UNION
        SELECT date FROM figures_publisheddate AS known
        WHERE school_id = %(school)s AND academic_year = %(year)s AND (
            %(first_on)s::date IS NULL OR date NOT BETWEEN %(first_on)s::date AND %(through)s::date
            OR NOT EXISTS (
                SELECT FROM unnest(%(half_starts)s::date[], %(half_ends)s::date[]) AS half(starts_on, ends_on)
                WHERE known.date BETWEEN half.starts_on AND half.ends_on
            )
        )
    ) AS wanted
    ON CONFLICT (school_id, date) DO UPDATE SET version = EXCLUDED.version, academic_year = EXCLUDED.academic_year
    WHERE figures_publisheddate.version < EXCLUDED.version
    RETURNING date
"""

_CLAIM_PERIODS = """
    INSERT INTO figures_publishedperiod (trust_id, school_id, academic_year, period, version)
    SELECT %(trust)s, %(school)s, %(year)s, period, %(version)s FROM unnest(%(periods)s::text[]) AS period
    ON CONFLICT (school_id, academic_year, period) DO UPDATE SET version = EXCLUDED.version
    WHERE figures_publishedperiod.version < EXCLUDED.version
    RETURNING period
"""

_REPLACE_SESSIONS = """
    WITH fresh AS (
        SELECT * FROM unnest(
            %(cohort)s::text[], %(date)s::date[], %(session)s::smallint[], %(year_group)s::text[],
            %(in_published)s::boolean[], %(present)s::integer[], %(approved)s::integer[], %(authorised)s::integer[],
            %(unauthorised)s::integer[], %(not_possible)s::integer[], %(not_collected)s::integer[],
            %(missing)s::integer[], %(late_before)s::integer[], %(late_after)s::integer[], %(codes)s::text[]
        ) AS fresh(cohort, date, session, year_group, in_published, present, approved, authorised, unauthorised,
                   not_possible, not_collected, missing, late_before, late_after, codes)
    ),
    vanished AS (
        DELETE FROM figures_sessioncount AS old
        WHERE old.school_id = %(school)s AND old.cohort = ANY(%(cohorts)s) AND old.date = ANY(%(dates)s::date[])
        AND NOT EXISTS (
            SELECT FROM fresh WHERE (fresh.cohort, fresh.date, fresh.session, fresh.year_group, fresh.in_published)
                = (old.cohort, old.date, old.session, old.year_group, old.in_published)
        )
    )
    INSERT INTO figures_sessioncount AS old
        (trust_id, school_id, cohort, date, session, year_group, in_published, present, approved, authorised,
         unauthorised, not_possible, not_collected, missing, late_before, late_after, codes)
    SELECT %(trust)s, %(school)s, cohort, date, session, year_group, in_published, present, approved, authorised,
        unauthorised, not_possible, not_collected, missing, late_before, late_after, codes::jsonb
    FROM fresh
    ON CONFLICT (school_id, cohort, date, session, year_group, in_published) DO UPDATE SET
        present = EXCLUDED.present, approved = EXCLUDED.approved, authorised = EXCLUDED.authorised,
        unauthorised = EXCLUDED.unauthorised, not_possible = EXCLUDED.not_possible,
        not_collected = EXCLUDED.not_collected, missing = EXCLUDED.missing,
        late_before = EXCLUDED.late_before, late_after = EXCLUDED.late_after, codes = EXCLUDED.codes
    WHERE old.codes <> EXCLUDED.codes
"""

_REPLACE_ENROLMENTS = """
    WITH fresh AS (
        SELECT * FROM unnest(
            %(period)s::text[], %(basis)s::text[], %(cohort)s::text[], %(year_group)s::text[],
            %(enrolments)s::integer[], %(persistent)s::integer[], %(severe)s::integer[], %(none_possible)s::integer[]
        ) AS fresh(period, basis, cohort, year_group, enrolments, persistent, severe, none_possible)
    ),
    vanished AS (
        DELETE FROM figures_enrolmentcount AS old
        WHERE old.school_id = %(school)s AND old.academic_year = %(year)s AND old.period = ANY(%(claimed)s)
        AND NOT EXISTS (
            SELECT FROM fresh WHERE (fresh.period, fresh.basis, fresh.cohort, fresh.year_group)
                = (old.period, old.basis, old.cohort, old.year_group)
        )
    )
    INSERT INTO figures_enrolmentcount AS old
        (trust_id, school_id, academic_year, period, basis, cohort, year_group,
         enrolments, persistent, severe, none_possible)
    SELECT %(trust)s, %(school)s, %(year)s, period, basis, cohort, year_group,
        enrolments, persistent, severe, none_possible
    FROM fresh
    ON CONFLICT (school_id, academic_year, period, basis, cohort, year_group) DO UPDATE SET
        enrolments = EXCLUDED.enrolments, persistent = EXCLUDED.persistent, severe = EXCLUDED.severe,
        none_possible = EXCLUDED.none_possible
    WHERE (old.enrolments, old.persistent, old.severe, old.none_possible)
        <> (EXCLUDED.enrolments, EXCLUDED.persistent, EXCLUDED.severe, EXCLUDED.none_possible)
"""


def replace_year(school: School, counts: YearCounts) -> None:
    """Put in what `counts` is newer than, and nothing that it is older than."""
    with work(trust_scope_of(school.trust_id), statement_timeout=LONG):
        held = _values(school, counts)
        newest = bool(_run(_CLAIM_YEAR, held))
        if newest:
            _replace_repeated(school, counts)
        else:
            held |= _newer_bounds(school.pk, counts.academic_year)
        claimed = {date for (date,) in _run(_CLAIM_DATES, held | {"dates": _within(counts.dates, held)})}
        if claimed:
            _replace_sessions(held, counts, claimed)
        periods = {period for (period,) in _run(_CLAIM_PERIODS, held | {"periods": list(counts.periods)})}
        if periods:
            _replace_enrolments(held, counts, periods)


def forget_years(school: School, *, keep: Iterable[int], version: int) -> None:
    """Take back what was published for academic years that the school's calendar no longer holds."""
    values = {"school": school.pk, "keep": list(keep), "version": version}
    with work(trust_scope_of(school.trust_id), statement_timeout=LONG):
        gone = _run(
            "DELETE FROM figures_yearpublication WHERE school_id = %(school)s"
            " AND NOT academic_year = ANY(%(keep)s::integer[]) AND version < %(version)s RETURNING academic_year",
            values,
        )
        if not gone:
            return
        values["gone"] = [year for (year,) in gone]
        for table in ("figures_enrolmentcount", "figures_repeatedcount", "figures_publishedperiod"):
            _run(
                f"DELETE FROM {table} WHERE school_id = %(school)s AND academic_year = ANY(%(gone)s)",  # noqa: S608
                values,
                answers=False,
            )
        dates = _run(
            "DELETE FROM figures_publisheddate WHERE school_id = %(school)s AND academic_year = ANY(%(gone)s)"
            " RETURNING date",
            values,
        )
        _run(
            "DELETE FROM figures_sessioncount WHERE school_id = %(school)s AND date = ANY(%(dates)s::date[])",
            values | {"dates": [date for (date,) in dates]},
            answers=False,
        )


def _values(school: School, counts: YearCounts) -> dict[str, Any]:
    return {
        "trust": school.trust_id,
        "school": school.pk,
        "year": counts.academic_year,
        "version": counts.version,
        "first_on": counts.first_on,
        "through": counts.through,
        "at": clock.now(),
        "calendar": json.dumps(counts.calendar),
        "half_starts": [half.starts_on for half in counts.half_terms],
        "half_ends": [half.ends_on for half in counts.half_terms],
    }


def _newer_bounds(school_id: uuid.UUID, academic_year: int) -> dict[str, Any]:
    """What a newer reading found the year to hold: an older one may fill its dates in, but not stretch it."""
    ((first_on, through, calendar),) = _run(
        "SELECT first_on, through, calendar::text FROM figures_yearpublication"
        " WHERE school_id = %(school)s AND academic_year = %(year)s",
        {"school": school_id, "year": academic_year},
    )
    halves = json.loads(calendar)["half_terms"]
    return {
        "first_on": first_on,
        "through": through,
        "half_starts": [dt.date.fromisoformat(start) for _, start, _ in halves],
        "half_ends": [dt.date.fromisoformat(end) for _, _, end in halves],
    }


def _within(dates: Iterable[dt.date], held: dict[str, Any]) -> list[dt.date]:
    first_on, through = held["first_on"], held["through"]
    halves = list(zip(held["half_starts"], held["half_ends"], strict=True))
    return [
        date
        for date in dates
        if first_on is not None and first_on <= date <= through and any(start <= date <= end for start, end in halves)
    ]


def _replace_sessions(held: dict[str, Any], counts: YearCounts, claimed: set[dt.date]) -> None:
    rows = [row for row in counts.sessions if row.date in claimed]
    columns: dict[str, list[Any]] = {
        "cohort": [Cohort(row.group).value for row in rows],
        "date": [row.date for row in rows],
        "session": [row.session for row in rows],
        "year_group": [row.year_group for row in rows],
        "in_published": [row.in_published for row in rows],
        "codes": [json.dumps(row.codes) for row in rows],
    }
    for name in _TOTALS:
        columns[name] = [getattr(row.totals, name) for row in rows]
    others = {"dates": sorted(claimed), "cohorts": [cohort.value for cohort in Cohort]}
    _run(_REPLACE_SESSIONS, held | columns | others, answers=False)


def _replace_enrolments(held: dict[str, Any], counts: YearCounts, claimed: set[str]) -> None:
    rows = [row for row in counts.enrolments if row.period in claimed]
    columns: dict[str, list[Any]] = {"cohort": [Cohort(row.group).value for row in rows]}
    for name in ("period", "basis", "year_group", "enrolments", "persistent", "severe", "none_possible"):
        columns[name] = [getattr(row, name) for row in rows]
    _run(_REPLACE_ENROLMENTS, held | columns | {"claimed": sorted(claimed)}, answers=False)


def _replace_repeated(school: School, counts: YearCounts) -> None:
    """Of the newest reading alone: it is few rows, of all periods."""
    held = RepeatedCount.objects.filter(school_id=school.pk, academic_year=counts.academic_year)
    fresh = {
        (period, basis.value, ",".join(map(str, others))): (one.pupils, one.enrolments, one.persistent, one.severe)
        for (period, basis, others), one in counts.repeated.items()
    }
    names = ("pupils", "enrolments", "persistent", "severe")
    if {tuple(row[:3]): tuple(row[3:]) for row in held.values_list("period", "basis", "others", *names)} == fresh:
        return
    held.delete()
    RepeatedCount.objects.bulk_create(
        RepeatedCount(
            trust_id=school.trust_id,
            school_id=school.pk,
            academic_year=counts.academic_year,
            period=period,
            basis=basis,
            others=others,
            **dict(zip(names, numbers, strict=True)),
        )
        for (period, basis, others), numbers in fresh.items()
    )


def _run(statement: str, values: dict[str, Any], *, answers: bool = True) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if answers else []
    return rows
