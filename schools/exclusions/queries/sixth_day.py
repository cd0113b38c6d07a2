"""Whether education is arranged from the sixth school day of an exclusion: one answer, for its page and for Today."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from schools.exclusions.models import Exclusion, SixthDay
from schools.exclusions.queries.due_elsewhere import Place
from schools.exclusions.queries.ledger import Ledger
from schools.exclusions.rules.sixth_day import Run
from schools.registers.models import Plan
from schools.registers.rules.plans import Rank
from schools.roll.rules.compulsory_school_age import of_compulsory_school_age

_ELSEWHERE = (Rank.EXPECTED_ELSEWHERE, Rank.DUE_ELSEWHERE)


def planned_elsewhere(keys: Collection[int], since: dt.date) -> dict[int, set[Place]]:
    """Of these pupils, the sessions from a day on that are planned at a provider or another school, confirmed or not.

    One query.
    """
    found: dict[int, set[Place]] = defaultdict(set)
    plans = Plan.objects.filter(pupil_key__in=keys, date__gte=since, rank__in=_ELSEWHERE)
    for key, on, session in plans.values_list("pupil_key", "date", "session"):
        found[key].add((on, session))
    return found


def sixth_days_missing(
    rows: Collection[Exclusion], ledgers: Mapping[uuid.UUID, Ledger], today: dt.date
) -> dict[uuid.UUID, Run]:
    """The exclusions, by key, with the run each is part of, for whose next day of education nothing is arranged [C 54].

    Arranged is what somebody recorded of any exclusion of the run, beginning by that day, or what is planned elsewhere in
    every session of it. Two queries.
    """
    due = {row.pk: found for row in rows if (found := _due(row, ledgers[row.pupil_id], today)) is not None}
    if not due:
        return {}
    keys = {uuid.UUID(key) for run, _ in due.values() for key in run.keys}
    recorded = SixthDay.objects.filter(exclusion__in=keys, taken_back_at__isnull=True)
    begins = {(str(key), on) for key, on in recorded.values_list("exclusion_id", "starts_on")}
    due_rows = [row for row in rows if row.pk in due]
    planned = planned_elsewhere([row.pupil.key for row in due_rows], min(on for _, on in due.values()))
    missing = {}
    for row in due_rows:
        run, on = due[row.pk]
        is_recorded = any(key in run.keys and starts_on <= on for key, starts_on in begins)
        is_planned = {(one.date, one.session) for one in run.sessions if one.date == on} <= planned[row.pupil.key]
        if not is_recorded and not is_planned:
            missing[row.pk] = run
    return missing


def _due(row: Exclusion, ledger: Ledger, today: dt.date) -> tuple[Run, dt.date] | None:
    """The run of an exclusion and the next day of it for which education is to be arranged, while there is one."""
    run = ledger.run_of(row)
    if row.cancelled_at is not None or run is None or run.sixth is None:
        return None
    if not of_compulsory_school_age(row.pupil.birth, run.sixth):
        return None
    since = max(run.sixth, today)
    on = next((day for day in run.days if day >= since), None)
    return None if on is None else (run, on)
