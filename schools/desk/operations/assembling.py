"""Where forms, years and visitors assemble."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.desk.models import Assembly
from schools.journal.operations import record

#: A year group ("" for the visitors) or the key of a form.
Where = str | uuid.UUID


@transaction.atomic(using=ALIAS)
def keep_points(points: Mapping[Where, str], *, by: Actor) -> int:
    """Put these points in the place of those held; an empty one is none. Returns how many are different now."""
    held: dict[Where, Assembly] = {
        row.group_id or row.year_group: row for row in Assembly.objects.select_for_update(no_key=True)
    }
    changed = 0
    for where, point in points.items():
        row = held.get(where)
        if point == (row.point if row else ""):
            continue
        changed += 1
        if row is not None and not point:
            row.delete()
            continue
        row = row or (Assembly(group_id=where) if isinstance(where, uuid.UUID) else Assembly(year_group=where))
        row.point = point
        row.save()
    if changed:
        record("assembly.changed", about=("assembly", "points"), by=by, details={"changed": changed})
    return changed
