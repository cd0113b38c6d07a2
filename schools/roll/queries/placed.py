"""Pupils by their compact keys, with where they were placed on which days: what a list of marks needs to name them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connections

from foundation.database.scope import ALIAS
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


#: A sign holds as `contact_first` says; written out here because this is asked many times a minute, by every open Today.
_PLACED = """
SELECT pupil.id, pupil.key, pupil.surname, pupil.forename, pupil.preferred, pupil.apart, pupil.sort_name,
  EXISTS (
    SELECT FROM roll_contactfirst AS sign
    WHERE sign.pupil_id = pupil.id AND sign.starts_on <= %(last)s AND coalesce(sign.ends_on, 'infinity') >= %(last)s
      AND coalesce(sign.lifted_on, 'infinity') > %(last)s
  ),
  named.id, named.name, placed.starts_on, placed.ends_on
FROM roll_pupil AS pupil
JOIN roll_placement AS placed ON placed.pupil_id = pupil.id
JOIN roll_registrationgroup AS named ON named.id = placed.group_id
WHERE pupil.key = ANY(%(keys)s) AND placed.starts_on <= %(last)s
  AND (placed.ends_on IS NULL OR placed.ends_on >= %(first)s)
ORDER BY placed.starts_on
"""


def placed_pupils(keys: Collection[int], first: dt.date, last: dt.date) -> dict[int, PlacedPupil]:
    """Those of these pupils who were in a group on a day of the stretch; signs as they stand on its last. One query."""
    if not keys:
        return {}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PLACED, {"keys": sorted(set(keys)), "first": first, "last": last})
        rows = cursor.fetchall()
    found: dict[int, PlacedPupil] = {}
    for pupil, key, surname, forename, preferred, apart, sort_name, sign, group, name, starts_on, ends_on in rows:
        before = found[key].stays if key in found else ()
        stays = (*before, Stay(group, name, starts_on, ends_on))
        found[key] = PlacedPupil(pupil, key, full_name(surname, forename, preferred, apart), sort_name, sign, stays)
    return found
