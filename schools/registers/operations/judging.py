"""How each pupil counts in each published period, and the sums of that: renewed for those whose marks changed.

An enrolment is a pupil on roll for a day of the period at least; year group and groups are those of the pupil's last such
day. 15-year-olds' half-term 6 is not in the published basis [EESA]. A period without a mark gives nothing; otherwise
nothing depends on how far the marks reach: who has none in it has no possible session. The thresholds are those of
`schools.registers.rules.totals`, on whole sessions: a test holds the two equal.

**Why a difference is safe here.** What a pupil added before is not remembered by a message: it stands in the pupil's row
(`PupilPeriod`), and the row and the sums change in one statement. Judged twice, the second time nothing differs; in
another order, or after a message that was lost, the row still says what the sums hold of this pupil.

**Whose marks changed** are judged by their marks alone. Enrolment, groups, year group and sex come with the roll: each
change of it has a message of its own, by which everybody is judged.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import connections

from foundation.database.scope import ALIAS
from schools.calendar.rules.school_calendar import HalfTerm
from schools.journal.queries import next_number
from schools.registers.models import JudgedPeriod, PeriodCount, PupilPeriod, Verdict
from schools.registers.queries.marks import half_term_number
from schools.registers.queries.published import CHILDREN, GROUPS_OF_ROW, join_whole
from schools.registers.rules.basis import SECOND_HALF_OF_SUMMER, leaving_age_births, published_births
from schools.registers.rules.totals import PERSISTENT_ONE_IN, SEVERE_ONE_IN

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' judged ' || %s, 0))"


def _verdict(basis: str) -> str:
    """SQL of a `Verdict` on the sums `<basis>_absence` and `<basis>_possible`."""
    absence, possible = f"{basis}_absence", f"{basis}_possible"
    return f"""CASE
        WHEN {possible} = 0 THEN {Verdict.NONE_POSSIBLE}
        WHEN {absence} * %(severe_one_in)s >= {possible} THEN {Verdict.SEVERE}
        WHEN {absence} * %(persistent_one_in)s >= {possible} THEN {Verdict.PERSISTENT}
        ELSE {Verdict.WITHIN} END"""


# Only our own text is joined into these statements; values travel apart.

_PART: Final = """
    part AS (SELECT * FROM unnest(%(part_periods)s::text[], %(half_terms)s::integer[]) AS part(period, half_term))
"""

#: Weeks of the year by half-term, of everybody or of some.
_SUMMED: Final = """
    summed AS MATERIALIZED (
        SELECT pupil_key, half_term, sum(authorised + unauthorised) AS absence,
            sum(present + approved + authorised + unauthorised) AS possible
        FROM registers_pupilweek WHERE half_term BETWEEN %(first)s AND %(last)s {of} GROUP BY 1, 2
    )
"""

#: Of a row for each half-term of a pupil's period: whether it is in the published basis, and the sums of both bases.
_IN_PUBLISHED: Final = (
    "birth NOT BETWEEN %(leaving_from)s AND %(leaving_to)s OR half_term <> %(last)s"  # of 15-year-olds all but this one
)
_SUMS: Final = """
    sum(absence) AS whole_absence, COALESCE(sum(possible), 0) AS whole_possible,
    sum(absence) FILTER (WHERE in_published) AS published_absence,
    COALESCE(sum(possible) FILTER (WHERE in_published), 0) AS published_possible
"""

#: The end of both statements: `moved` says by how many pupils those of one kind became more or fewer in a period.
_ADD_UP: Final = f"""
    difference AS (
        SELECT period, basis, cohort, year_group,
            COALESCE(sum(by) FILTER (WHERE verdict <> {Verdict.NONE_POSSIBLE}), 0) AS enrolments,
            COALESCE(sum(by) FILTER (WHERE verdict >= {Verdict.PERSISTENT}), 0) AS persistent,
            COALESCE(sum(by) FILTER (WHERE verdict = {Verdict.SEVERE}), 0) AS severe,
            COALESCE(sum(by) FILTER (WHERE verdict = {Verdict.NONE_POSSIBLE}), 0) AS none_possible
        FROM moved
        CROSS JOIN LATERAL (VALUES ('whole', whole), ('published', published)) AS judged(basis, verdict),
        {GROUPS_OF_ROW}
        WHERE verdict IS NOT NULL AND member
        GROUP BY 1, 2, 3, 4
    ),
    summed_up AS (
        INSERT INTO registers_periodcount AS held
            (academic_year, period, basis, cohort, year_group, enrolments, persistent, severe, none_possible)
        SELECT %(year)s, period, basis, cohort, year_group, enrolments, persistent, severe, none_possible
        FROM difference
        ON CONFLICT (academic_year, period, basis, cohort, year_group) DO UPDATE SET
            enrolments = held.enrolments + EXCLUDED.enrolments, persistent = held.persistent + EXCLUDED.persistent,
            severe = held.severe + EXCLUDED.severe, none_possible = held.none_possible + EXCLUDED.none_possible
    )
    SELECT DISTINCT period FROM difference
"""  # noqa: S608

_EVERYBODY: Final = f"""
    WITH span AS (
        SELECT period, daterange(starts_on, ends_on, '[]') AS days
        FROM unnest(%(periods)s::text[], %(starts)s::date[], %(ends)s::date[]) AS span(period, starts_on, ends_on)
    ),
    {_PART},
    wanted AS MATERIALIZED (SELECT id, key AS pupil_key, birth, sex FROM roll_pupil),
    {CHILDREN},
    {_SUMMED.format(of="")},
    enrolled AS (
        SELECT span.period, child.*, upper(on_roll * span.days::datemultirange) - 1 AS as_on
        FROM span JOIN child ON child.on_roll && span.days
    ),
    by_half_term AS (
        SELECT period, pupil_key, absence, possible, {_IN_PUBLISHED} AS in_published
        FROM enrolled JOIN part USING (period) LEFT JOIN summed USING (pupil_key, half_term)
    ),
    counted AS MATERIALIZED (
        SELECT period, pupil_key, bool_or(in_published) AS of_published, {_SUMS} FROM by_half_term GROUP BY 1, 2
    ),
    fresh AS MATERIALIZED (
        SELECT pupil_key, period, COALESCE(placed.year_group, '') AS year_group, sex,
            COALESCE(fsm6 @> as_on, false) AS fsm6, COALESCE(sen_k @> as_on, false) AS sen_k,
            COALESCE(sen_e @> as_on, false) AS sen_e, COALESCE(eal @> as_on, false) AS eal,
            {_verdict("whole")} AS whole,
            CASE WHEN of_published AND birth BETWEEN %(born_from)s AND %(born_to)s THEN {_verdict("published")} END
                AS published
        FROM enrolled
        JOIN counted USING (period, pupil_key)
        LEFT JOIN placed ON placed.pupil_id = enrolled.id AND as_on BETWEEN placed.starts_on AND placed.ends_on
    ),
    old AS MATERIALIZED (
        SELECT pupil_key, period, year_group, sex, fsm6, sen_k, sen_e, eal, whole, published FROM registers_pupilperiod
        WHERE academic_year = %(year)s AND period = ANY(%(periods)s)
    ),
    came AS MATERIALIZED (SELECT * FROM fresh EXCEPT ALL SELECT * FROM old),
    went AS MATERIALIZED (SELECT * FROM old EXCEPT ALL SELECT * FROM fresh),
    gone AS (
        DELETE FROM registers_pupilperiod AS held
        WHERE academic_year = %(year)s AND period = ANY(%(periods)s)
            AND EXISTS (SELECT FROM went WHERE (went.pupil_key, went.period) = (held.pupil_key, held.period))
            AND NOT EXISTS (SELECT FROM came WHERE (came.pupil_key, came.period) = (held.pupil_key, held.period))
    ),
    put AS (
        INSERT INTO registers_pupilperiod
            (academic_year, pupil_key, period, year_group, sex, fsm6, sen_k, sen_e, eal, whole, published)
        SELECT %(year)s, came.* FROM came
        ON CONFLICT (pupil_key, academic_year, period) DO UPDATE SET
            year_group = EXCLUDED.year_group, sex = EXCLUDED.sex, fsm6 = EXCLUDED.fsm6, sen_k = EXCLUDED.sen_k,
            sen_e = EXCLUDED.sen_e, eal = EXCLUDED.eal, whole = EXCLUDED.whole, published = EXCLUDED.published
    ),
    moved AS (
        SELECT period, year_group, sex, fsm6, sen_k, sen_e, eal, whole, published, sum(by) AS by
        FROM (SELECT *, 1 AS by FROM came UNION ALL SELECT *, -1 FROM went) AS sides
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(by) <> 0
    ),
    {_ADD_UP}
"""  # noqa: S608

# A mark changes how a pupil counts, and nothing else that stands in the pupil's rows.
_SOME: Final = f"""
    WITH {_PART},
    {_SUMMED.format(of="AND pupil_key = ANY(%(pupils)s)")},
    by_half_term AS (
        SELECT period, pupil_key, absence, possible, {_IN_PUBLISHED} AS in_published
        FROM registers_pupilperiod
        JOIN roll_pupil ON roll_pupil.key = pupil_key
        JOIN part USING (period)
        LEFT JOIN summed USING (pupil_key, half_term)
        WHERE academic_year = %(year)s AND period = ANY(%(periods)s) AND pupil_key = ANY(%(pupils)s)
    ),
    counted AS (SELECT period, pupil_key, {_SUMS} FROM by_half_term GROUP BY 1, 2),
    fresh AS (
        SELECT period, pupil_key, {_verdict("whole")} AS whole, {_verdict("published")} AS published FROM counted
    ),
    judged AS (
        UPDATE registers_pupilperiod AS held
        SET whole = fresh.whole, published = CASE WHEN held.published IS NOT NULL THEN fresh.published END
        FROM fresh
        WHERE held.academic_year = %(year)s AND held.pupil_key = ANY(%(pupils)s)
            AND (held.pupil_key, held.period) = (fresh.pupil_key, fresh.period)
            AND (held.whole <> fresh.whole OR held.published <> fresh.published)
        RETURNING held.*, old.whole AS old_whole, old.published AS old_published
    ),
    moved AS (
        SELECT period, year_group, sex, fsm6, sen_k, sen_e, eal, side.whole, side.published, sum(by) AS by
        FROM judged
        CROSS JOIN LATERAL (VALUES (whole, published, 1), (old_whole, old_published, -1)) AS side(whole, published, by)
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(by) <> 0
    ),
    {_ADD_UP}
"""  # noqa: S608


# The first half-term from each one on that has a week is looked up by the index; a half-term still to come, asked for by
# itself, may have every week gone through in vain.
_STANDING = """
    SELECT half_term, NULL, NULL FROM unnest(%(half_terms)s::integer[]) AS asked(half_term)
    WHERE half_term = (SELECT min(week.half_term) FROM registers_pupilweek AS week
                       WHERE week.half_term >= asked.half_term)
    UNION ALL
    SELECT NULL, period, version FROM registers_judgedperiod WHERE academic_year = %(year)s
"""


def judge(
    academic_year: int,
    half_terms: Sequence[HalfTerm],
    periods: Mapping[str, tuple[int, ...]],
    *,
    pupils: Collection[int] | None,
) -> dict[str, int]:
    """Bring these periods of a year up to date: for these pupils (their keys), or for everybody (None).

    `half_terms` are the year's, `periods` each by key with its half-terms' numbers. Everybody is judged, too, in a period
    that has its first marks, or has lost its last. Returns the version of each period of the year in which anybody has a
    mark. Two who judge a year wait for one another, and the second sees what the first has seen and more.
    """
    _run(_LOCK, [academic_year])
    spans = {key: [half for half in half_terms if half.number in numbers] for key, numbers in periods.items()}
    marked, versions = _standing(academic_year, {half.number for half in half_terms})
    with_marks = {key for key, halves in spans.items() if marked & {half.number for half in halves}}
    for key in (versions.keys() & periods.keys()) - with_marks:
        _empty(academic_year, key)
        del versions[key]
    whole = with_marks if pupils is None else with_marks - versions.keys()
    changed = _judge(academic_year, {key: spans[key] for key in whole}, None) | (whole - versions.keys())
    changed |= _judge(academic_year, {key: spans[key] for key in with_marks - whole}, pupils)
    return versions | _renew(academic_year, changed)


def forget_judged(*, since: int = 0) -> None:
    """Throw away what is kept of every academic year from one on, so that it is worked out anew."""
    for table in (PupilPeriod, PeriodCount, JudgedPeriod):
        table.objects.filter(academic_year__gte=since).delete()


def _standing(academic_year: int, numbers: Collection[int]) -> tuple[set[int], dict[str, int]]:
    """The half-terms of the year in which anybody has a counted mark, and the versions of the periods that are judged."""
    keys = {half_term_number(academic_year, number): number for number in numbers}
    rows = _run(_STANDING, {"year": academic_year, "half_terms": list(keys)})
    marked = {keys[half_term] for half_term, period, _ in rows if period is None}
    return marked, {period: version for _, period, version in rows if period is not None}


def _empty(academic_year: int, period: str) -> None:
    for table in (PupilPeriod, PeriodCount, JudgedPeriod):
        table.objects.filter(academic_year=academic_year, period=period).delete()


def _renew(academic_year: int, periods: Collection[str]) -> dict[str, int]:
    """Say that the sums of these periods are no longer those that were published; their new versions."""
    if not periods:
        return {}
    version = next_number()
    JudgedPeriod.objects.bulk_create(
        [JudgedPeriod(academic_year=academic_year, period=period, version=version) for period in sorted(periods)],
        update_conflicts=True,
        update_fields=["version"],
        unique_fields=["academic_year", "period"],
    )
    return dict.fromkeys(periods, version)


def _judge(academic_year: int, spans: Mapping[str, list[HalfTerm]], pupils: Collection[int] | None) -> set[str]:
    """The periods whose sums changed."""
    if not spans:
        return set()
    parts = [(key, half_term_number(academic_year, half.number)) for key, halves in spans.items() for half in halves]
    born_from, born_to = published_births(academic_year)
    leaving_from, leaving_to = leaving_age_births(academic_year)
    values: dict[str, Any] = {
        "year": academic_year,
        "periods": list(spans),
        "starts": [halves[0].starts_on for halves in spans.values()],
        "ends": [halves[-1].ends_on for halves in spans.values()],
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
    if pupils is None:
        join_whole()
        return {period for (period,) in _run(_EVERYBODY, values)}
    return {period for (period,) in _run(_SOME, values | {"pupils": list(pupils)})}


def _run(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
