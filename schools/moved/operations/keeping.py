"""Keeping what other schools of the trust say of pupils here. Nothing of it is applied before somebody confirms it."""

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Mapping, Sequence

from foundation.audit.actors import SYSTEM
from schools.journal.operations import record
from schools.moved.models import CarriedOver
from schools.moved.operations.once import promise_counted_once
from schools.moved.rules.facts import from_json
from tenants.movers.queries import Told

logger = logging.getLogger(__name__)

#: What came of one pupil: the pupil's key, and what a school says of them.
Came = tuple[uuid.UUID, Told]


def keep_carried(
    came: Sequence[Came],
    *,
    among: Collection[uuid.UUID],
    names: Mapping[uuid.UUID, str],
    version: int,
    now: dt.datetime,
) -> None:
    """Have this, and nothing else, stand of the pupils `among`. `names` are the schools' by their keys.

    What a reading with a higher `version` (`schools.journal.queries.next_number`) brought stays as it is.
    What cannot be read is left out and logged, without its content.
    """
    rows = CarriedOver.objects.select_for_update(no_key=True).filter(pupil__in=among)
    held = {(row.pupil_id, row.from_school): row for row in rows}
    for pupil, told in came:
        name = names.get(told.from_school)
        if name is not None and _is_readable(told):
            row = held.pop((pupil, told.from_school), None)
            if row is None or row.version < version:
                _keep(row or CarriedOver(pupil_id=pupil, from_school=told.from_school), told, name, version, now)
    for row in held.values():
        if row.version < version:
            _take_back(row, now)


def _is_readable(told: Told) -> bool:
    try:
        from_json(told.facts)
    except ValueError:
        logger.error("What was carried of a pupil from %s was left out: it cannot be read", told.from_school)
        return False
    return True


def _keep(row: CarriedOver, told: Told, name: str, version: int, now: dt.datetime) -> None:
    held = (row.facts, row.starts_on, row.ends_on, row.taken_back_on)
    row.version, row.from_name = version, name
    row.facts, row.starts_on, row.ends_on, row.taken_back_on = told.facts, told.starts_on, told.ends_on, None
    if held != (row.facts, row.starts_on, row.ends_on, row.taken_back_on):
        row.came_at = now
        details = {"from_school": str(told.from_school)}
        record("carried_over.came", about=("pupil", row.pupil_id), by=SYSTEM, details=details)
        promise_counted_once(from_json(row.facts))
    row.save()


def _take_back(row: CarriedOver, now: dt.datetime) -> None:
    if row.taken_back_on is not None:
        return
    record(
        "carried_over.taken_back",
        about=("pupil", row.pupil_id),
        by=SYSTEM,
        details={"from_school": str(row.from_school)},
    )
    if row.confirmations.exists():
        promise_counted_once(from_json(row.facts))
        row.taken_back_on = now.date()
        row.save(update_fields=["taken_back_on"])
    else:
        row.delete()
