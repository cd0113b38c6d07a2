"""As the trust: replace what a school has counted again. One transaction; a second one that rests on the same is refused.

The year's row is taken first, and only as it was when the school was counted: whoever published meanwhile has counted
what this reading may not have seen. Then rows are replaced: changed ones are updated, new ones added, vanished ones
deleted, one statement for each table, and rows that stayed the same are not written. The weeks of what was replaced are
summed again last (`weeks`).
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connections

from foundation import clock
from foundation.database.scope import ALIAS, work
from tenants.trusts.models import School
from tenants.trusts.scopes import trust_scope_of
from trust_reporting.figures.models import CLASSES, RepeatedCount
from trust_reporting.figures.operations.reading import LONG, YearCounts
from trust_reporting.figures.operations.weeks import replace_weeks
from trust_reporting.figures.queries import Held
from trust_reporting.figures.rules.cohorts import Cohort

_TAKE_YEAR = """
    INSERT INTO figures_yearpublication AS held
        (trust_id, school_id, academic_year, version, first_on, through, newest_on, newest_session, published_at,
         calendar, periods)
    VALUES (%(trust)s, %(school)s, %(year)s, 1, %(first_on)s, %(through)s, %(newest_on)s, %(newest_session)s, %(at)s,
        %(calendar)s, %(periods)s)
    ON CONFLICT (school_id, academic_year) DO UPDATE SET
        version = held.version + 1, first_on = EXCLUDED.first_on, through = EXCLUDED.through,
        newest_on = EXCLUDED.newest_on, newest_session = EXCLUDED.newest_session,
        published_at = EXCLUDED.published_at, calendar = EXCLUDED.calendar, periods = EXCLUDED.periods
    WHERE held.version = %(version)s
    RETURNING (
        SELECT json_agg(json_build_array(period, basis, others, pupils, enrolments, persistent, severe))::text
        FROM figures_repeatedcount WHERE school_id = %(school)s AND academic_year = %(year)s
    )
"""

# Published before, and now outside what the year holds: which dates these were.
_DROP_DATES = """
    WITH outside AS (
        DELETE FROM figures_publisheddate AS known
        WHERE school_id = %(school)s AND academic_year = %(year)s AND (
            %(first_on)s::date IS NULL OR date NOT BETWEEN %(first_on)s::date AND %(through)s::date
            OR NOT EXISTS (
                SELECT FROM unnest(%(half_starts)s::date[], %(half_ends)s::date[]) AS half(starts_on, ends_on)
                WHERE known.date BETWEEN half.starts_on AND half.ends_on
            )
        )
        RETURNING date
    ),
    dropped AS (
        DELETE FROM figures_sessioncount WHERE school_id = %(school)s AND date IN (SELECT date FROM outside)
    )
    SELECT date FROM outside
"""

# Together with the dates' names. Dates stand beside the cohorts, in one list, for the index to be entered by both.
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
    named AS (
        INSERT INTO figures_publisheddate AS known (trust_id, school_id, academic_year, date)
        SELECT %(trust)s, %(school)s, %(year)s, unnest(%(dates)s::date[] || %(dates_in_part)s::date[])
        ON CONFLICT (school_id, date) DO UPDATE SET academic_year = EXCLUDED.academic_year
        WHERE known.academic_year <> EXCLUDED.academic_year
    ),
    vanished AS (
        DELETE FROM figures_sessioncount AS old
        WHERE old.school_id = %(school)s AND old.cohort = ANY(%(cohorts)s)
        AND old.date = ANY(%(dates)s::date[] || %(dates_in_part)s::date[])
        AND (old.date = ANY(%(dates)s::date[]) OR old.year_group = ANY(%(year_groups)s))
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
    WHERE (old.present, old.approved, old.authorised, old.unauthorised, old.not_possible, old.not_collected,
           old.missing, old.late_before, old.late_after, old.codes)
        <> (EXCLUDED.present, EXCLUDED.approved, EXCLUDED.authorised, EXCLUDED.unauthorised, EXCLUDED.not_possible,
            EXCLUDED.not_collected, EXCLUDED.missing, EXCLUDED.late_before, EXCLUDED.late_after, EXCLUDED.codes)
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
        WHERE old.school_id = %(school)s AND old.academic_year = %(year)s AND old.period = ANY(%(periods_read)s)
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


class Overtaken(Exception):
    """Somebody else has published this year of the school since it was counted: it is to be counted again."""


def replace_year(school: School, counts: YearCounts) -> None:
    """Put in what was counted. Overtaken, and nothing is written, when what it rests on is no longer what is there."""
    with work(trust_scope_of(school.trust_id), statement_timeout=LONG):
        values = _values(school, counts)
        taken = _run(_TAKE_YEAR, values)
        if not taken:
            raise Overtaken
        _replace_repeated(school, counts, held=taken[0][0])
        changed = {*counts.dates, *counts.dates_in_part}
        if counts.held is not None and not _holds_all(counts, counts.held):
            changed.update(on for (on,) in _run(_DROP_DATES, values))
        if counts.dates or counts.dates_in_part:
            _run(_REPLACE_SESSIONS, values | _columns_of_sessions(counts), answers=False)
        replace_weeks(school, changed)
        if counts.periods_read:
            _run(_REPLACE_ENROLMENTS, values | _columns_of_enrolments(counts), answers=False)


def _holds_all(counts: YearCounts, held: Held) -> bool:
    """Whether no date that was published can have fallen out of the year."""
    if held.first_on is None or held.through is None:
        return True
    inside = counts.first_on is not None and counts.through is not None
    return (
        inside
        and counts.calendar == held.calendar
        and counts.first_on <= held.first_on  # type: ignore[operator]
        and held.through <= counts.through  # type: ignore[operator]
    )


def forget_years(school: School, held: Mapping[int, Held], *, keep: Collection[int]) -> None:
    """Take back what was published for academic years that the school's calendar no longer holds."""
    gone = {year: one.version for year, one in held.items() if year not in keep}
    if not gone:
        return
    with work(trust_scope_of(school.trust_id), statement_timeout=LONG):
        for year, version in sorted(gone.items()):
            values = {"school": school.pk, "year": year, "version": version, "first_on": None, "through": None}
            taken = _run(
                "DELETE FROM figures_yearpublication WHERE school_id = %(school)s AND academic_year = %(year)s"
                " AND version = %(version)s RETURNING version",
                values,
            )
            if not taken:
                raise Overtaken
            for table in ("figures_enrolmentcount", "figures_repeatedcount"):
                _run(
                    f"DELETE FROM {table} WHERE school_id = %(school)s AND academic_year = %(year)s",  # noqa: S608
                    values,
                    answers=False,
                )
            dropped = _run(_DROP_DATES, values | {"half_starts": [], "half_ends": []})
            replace_weeks(school, (on for (on,) in dropped))


def _values(school: School, counts: YearCounts) -> dict[str, Any]:
    newest_on, newest_session = counts.newest or (None, None)
    return {
        "trust": school.trust_id,
        "school": school.pk,
        "year": counts.academic_year,
        "version": counts.held.version if counts.held else 0,
        "first_on": counts.first_on,
        "through": counts.through,
        "newest_on": newest_on,
        "newest_session": newest_session,
        "at": clock.now(),
        "calendar": json.dumps(counts.calendar),
        "periods": json.dumps(dict(counts.periods)),
        "half_starts": [half.starts_on for half in counts.half_terms],
        "half_ends": [half.ends_on for half in counts.half_terms],
        "dates": list(counts.dates),
        "dates_in_part": list(counts.dates_in_part),
        "year_groups": list(counts.year_groups),
        "periods_read": list(counts.periods_read),
        "cohorts": [cohort.value for cohort in Cohort],
    }


def _columns_of_sessions(counts: YearCounts) -> dict[str, list[Any]]:
    rows = counts.sessions
    columns: dict[str, list[Any]] = {
        "cohort": [Cohort(row.group).value for row in rows],
        "date": [row.date for row in rows],
        "session": [row.session for row in rows],
        "year_group": [row.year_group for row in rows],
        "in_published": [row.in_published for row in rows],
        "codes": [json.dumps(row.codes) for row in rows],
    }
    return columns | {name: [getattr(row.totals, name) for row in rows] for name in CLASSES}


def _columns_of_enrolments(counts: YearCounts) -> dict[str, list[Any]]:
    rows = counts.enrolments
    names = ("period", "basis", "year_group", "enrolments", "persistent", "severe", "none_possible")
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in names}
    return columns | {"cohort": [Cohort(row.group).value for row in rows]}


def _replace_repeated(school: School, counts: YearCounts, *, held: str | None) -> None:
    """All periods at once: it is few rows. `held` are those that are there (JSON; None: none)."""
    fresh = {
        (period, basis.value, ",".join(map(str, others)), one.pupils, one.enrolments, one.persistent, one.severe)
        for (period, basis, others), one in counts.repeated.items()
    }
    if {tuple(row) for row in json.loads(held or "[]")} == fresh:
        return
    RepeatedCount.objects.filter(school_id=school.pk, academic_year=counts.academic_year).delete()
    names = ("period", "basis", "others", "pupils", "enrolments", "persistent", "severe")
    RepeatedCount.objects.bulk_create(
        RepeatedCount(
            trust_id=school.trust_id,
            school_id=school.pk,
            academic_year=counts.academic_year,
            **dict(zip(names, row, strict=True)),
        )
        for row in sorted(fresh)
    )


def _run(statement: str, values: dict[str, Any], *, answers: bool = True) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if answers else []
    return rows
