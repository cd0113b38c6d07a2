"""Pupils by their compact keys, with where they were placed on which days: what a list of marks needs to name them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from foundation.database.dated import meets
from schools.roll.models import Placement
from schools.roll.queries.contact_first import contact_first_sign
from schools.roll.rules.names import full_name


@dataclass(frozen=True, slots=True)
class Stay:
    """A group, with the days on which a pupil was in it."""

    group: uuid.UUID
    name: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PlacedPupil:
    """A pupil with the groups they were in over a stretch of days, and whether they are to be looked for first."""

    id: uuid.UUID
    key: int
    name: str
    sort_name: str
    contact_first: bool
    stays: tuple[Stay, ...]

    def on(self, day: dt.date) -> Stay | None:
        """Where they were on a day."""
        held = (stay for stay in self.stays if stay.starts_on <= day and (stay.ends_on is None or day <= stay.ends_on))
        return next(held, None)

    @property
    def form(self) -> str:
        """The group they were in last."""
        return self.stays[-1].name


def placed_pupils(keys: Collection[int], first: dt.date, last: dt.date) -> dict[int, PlacedPupil]:
    """Those of these pupils who were in a group on a day of the stretch; signs as they stand on its last. One query."""
    rows = (
        Placement.objects.filter(meets(first, last), pupil__key__in=keys, group__isnull=False)
        .order_by("starts_on")
        .values_list(
            "pupil_id",
            "pupil__key",
            "pupil__surname",
            "pupil__forename",
            "pupil__preferred",
            "pupil__sort_name",
            contact_first_sign(last),
            "group_id",
            "group__name",
            "starts_on",
            "ends_on",
        )
    )
    found: dict[int, PlacedPupil] = {}
    for pupil, key, surname, forename, preferred, sort_name, sign, group, name, starts_on, ends_on in rows:
        before = found[key].stays if key in found else ()
        stays = (*before, Stay(group, name, starts_on, ends_on))
        found[key] = PlacedPupil(pupil, key, full_name(surname, forename, preferred), sort_name, sign, stays)
    return found
