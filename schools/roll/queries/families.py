"""Siblings, homes and the other school."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from foundation.database.dated import holds_on, meets
from schools.roll.models import Admission, DualRegistration, HouseholdPupil, Placement, Pupil
from schools.roll.rules.week_slots import slot_of, slots_label


@dataclass(frozen=True, slots=True)
class Sibling:
    """A pupil who shares a home. `on_roll` says whether they are a pupil of the school on that day."""

    id: uuid.UUID
    key: int
    name: str
    year_group: str
    group: str
    on_roll: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A home of a pupil, from when until when."""

    row: uuid.UUID
    address: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Dual:
    """A registration at another school: what this school is to the pupil (M main, S subsidiary), and when they are there.

    `slots` are the week's sessions due at the other school, as `rules.week_slots` numbers them.
    """

    row: uuid.UUID
    status: str
    other_school: str
    other_urn: str
    slots: frozenset[int]
    starts_on: dt.date
    ends_on: dt.date | None

    def holds(self, on: dt.date, session: int) -> bool:
        """Whether that session is due at the other school."""
        in_time = self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
        return in_time and slot_of(on, session) in self.slots

    @property
    def main(self) -> bool:
        """Whether this school is the main one."""
        return self.status == "M"

    @property
    def words(self) -> str:
        """The sessions due there: "Tuesday, Friday PM"."""
        return slots_label(self.slots)


def siblings_of(pupil: Pupil, day: dt.date) -> list[Sibling]:
    """Pupils who share a household with this one on a day, oldest first, with where they are placed. Three queries."""
    homes = HouseholdPupil.objects.filter(holds_on(day), pupil=pupil)
    rows = HouseholdPupil.objects.filter(holds_on(day), household__in=homes.values("household"))
    pupils = list(Pupil.objects.filter(pk__in=rows.values("pupil")).exclude(pk=pupil.pk).order_by("birth", "sort_name"))
    if not pupils:
        return []
    here = set(Admission.objects.filter(holds_on(day), pupil__in=pupils).values_list("pupil_id", flat=True))
    placed = {
        key: (year_group, group or "")
        for key, year_group, group in Placement.objects.filter(holds_on(day), pupil__in=pupils).values_list(
            "pupil_id", "year_group", "group__name"
        )
    }
    return [Sibling(one.pk, one.key, str(one), *placed.get(one.pk, ("", "")), on_roll=one.pk in here) for one in pupils]


def homes_of(pupil: Pupil) -> list[Home]:
    """Every home recorded of a pupil, the newest first."""
    rows = HouseholdPupil.objects.filter(pupil=pupil).select_related("household").order_by("-starts_on")
    return [Home(row.pk, row.household.address, row.starts_on, row.ends_on) for row in rows]


def home_authorities(pupils: Iterable[uuid.UUID], day: dt.date) -> dict[uuid.UUID, str]:
    """Of these pupils, the local authority of the home they live in on a day, where it is not the school's. One query."""
    rows = HouseholdPupil.objects.filter(holds_on(day), pupil__in=list(pupils)).exclude(household__authority="")
    return dict(rows.order_by("starts_on").values_list("pupil_id", "household__authority"))


def dual_registration_of(pupil: Pupil, day: dt.date) -> Dual | None:
    """The other registration that holds on a day."""
    return next(iter(_duals(pupil, holds_on(day))), None)


def dual_registrations_of(pupil: Pupil) -> list[Dual]:
    """Every other registration recorded, the newest first."""
    return _duals(pupil, Q())


def due_elsewhere(pupils: Iterable[uuid.UUID], first: dt.date, last: dt.date) -> dict[uuid.UUID, list[Dual]]:
    """Of these pupils, those registered at another school too on a day of the range, with what is due there. One query."""
    wanted = set(pupils)
    found: dict[uuid.UUID, list[Dual]] = defaultdict(list)
    for row in DualRegistration.objects.filter(meets(first, last)):
        if row.pupil_id in wanted:
            found[row.pupil_id].append(_dual(row))
    return found


def _dual(row: DualRegistration) -> Dual:
    return Dual(row.pk, row.status, row.other_school, row.other_urn, frozenset(row.slots), row.starts_on, row.ends_on)


def _duals(pupil: Pupil, condition: Q) -> list[Dual]:
    return [_dual(row) for row in pupil.dual_registrations.filter(condition).order_by("-starts_on")]
