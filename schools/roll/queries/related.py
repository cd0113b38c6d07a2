"""Which pupils are hidden from which staff, because they are related to them."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from foundation.database.hiding import hidden_from_reader, whole_lists
from schools.roll.models import HouseholdPupil, Pupil, RelatedStaff

#: Asked with the first statement of whoever signs in as {reader}: everybody who lives or lived in a home they are related
#: to. One who has moved out is still their child.
HIDDEN_FROM: Final = """
SELECT string_agg(DISTINCT coalesce(living.pupil_id, related.pupil_id)::text, ',')
FROM staff_staffmember AS post
JOIN roll_relatedstaff AS related ON related.post_id = post.id AND related.lifted_on IS NULL
LEFT JOIN roll_householdpupil AS living ON living.household_id = related.household_id
WHERE post.person_id = {reader}::uuid
"""


@dataclass(frozen=True, slots=True)
class Related:
    """One flag: whose, of which pupils, since when and by whom."""

    row: uuid.UUID
    staff: str
    position: str
    pupils: tuple[Pupil, ...]
    set_on: dt.date
    by: str


def flags_of_related_staff(reader: uuid.UUID) -> list[Related]:
    """The flags that stand, by name, but for the reader's own and those about whom the reader may not see. Two queries."""
    rows = list(
        RelatedStaff.objects.filter(lifted_on__isnull=True)
        .exclude(post__person_id=reader)
        .select_related("post", "pupil")
        .order_by("post__name", "pk")
    )
    homes = HouseholdPupil.objects.filter(household__in=[row.household_id for row in rows if row.household_id])
    living: dict[uuid.UUID | None, dict[uuid.UUID, Pupil]] = defaultdict(dict)
    for home in homes.select_related("pupil").order_by("pupil__birth", "pupil__sort_name"):
        living[home.household_id][home.pupil_id] = home.pupil
    return [
        Related(row.pk, row.post.name, row.post.position, pupils, row.set_on, row.by_name)
        for row in rows
        if (pupils := (row.pupil,) if row.pupil else tuple(living[row.household_id].values()))
    ]


def hidden_keys() -> frozenset[int]:
    """The compact keys of the pupils hidden from whom this is read for. One query where there are any, else none."""
    hidden = hidden_from_reader()
    if not hidden:
        return frozenset()
    with whole_lists():
        return frozenset(Pupil.objects.filter(pk__in=hidden).values_list("key", flat=True))
