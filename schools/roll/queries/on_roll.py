"""Questions about who is on roll."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from schools.roll.models import Admission, Placement, Pupil


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A pupil on roll on a day, in the year group and registration group of that day. `since` is the starting day."""

    id: uuid.UUID
    key: int
    name: str
    sort_name: str
    birth: dt.date
    since: dt.date
    until: dt.date | None
    year_group: str
    group: str


def holds_on(day: dt.date) -> Q:
    """Dated rows that hold on `day`: begun, and not ended before it."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def on_roll(day: dt.date, *, year_group: str = "", group: str = "") -> list[OnRoll]:
    """Everyone on roll on `day`, by name; one year group or registration group of them when asked. Two queries."""
    placements = Placement.objects.filter(holds_on(day)).select_related("pupil", "group")
    if year_group:
        placements = placements.filter(year_group=year_group)
    if group:
        placements = placements.filter(group__name=group)
    admitted = {row.pupil_id: row for row in Admission.objects.filter(holds_on(day))}
    rows = [
        OnRoll(
            id=row.pupil.pk,
            key=row.pupil.key,
            name=str(row.pupil),
            sort_name=row.pupil.sort_name,
            birth=row.pupil.birth,
            since=admitted[row.pupil_id].starts_on,
            until=admitted[row.pupil_id].ends_on,
            year_group=row.year_group,
            group=row.group.name if row.group is not None else "",
        )
        for row in placements
        if row.pupil_id in admitted
    ]
    return sorted(rows, key=lambda row: (row.sort_name, row.key))


def placement_on(pupil: Pupil, day: dt.date) -> Placement | None:
    """Where a pupil is on `day`: the newest placement begun by then, or the first."""
    rows = list(pupil.placements.select_related("group").order_by("starts_on"))
    begun = [row for row in rows if row.starts_on <= day]
    return begun[-1] if begun else (rows[0] if rows else None)
