"""Who joined and who leaves, with the class they joined or left: what new-pupil and deletion returns come from."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.returns.queries.settings import Settings
from schools.roll.models import Admission, Placement
from schools.roll.rules.year_group import year_group_order


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell on the roll with the class of its first day and of its last."""

    row: uuid.UUID
    pupil: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date | None
    ground: str
    first_class: str
    last_class: str


def spells(since: dt.date, today: dt.date, *, also: Collection[str] = ()) -> list[Spell]:
    """Spells begun by today that began, or end, on `since` or later; and these further ones, by key. Two queries."""
    moved = Q(starts_on__gte=since) | Q(ends_on__gte=since)
    rows = list(Admission.objects.filter(moved | Q(pk__in=also), starts_on__lte=today).order_by("starts_on", "pk"))
    placed: dict[uuid.UUID, list[Placement]] = {}
    for place in Placement.objects.filter(pupil__in={row.pupil_id for row in rows}).order_by("starts_on"):
        placed.setdefault(place.pupil_id, []).append(place)
    return [
        Spell(
            row.pk,
            row.pupil_id,
            row.starts_on,
            row.ends_on,
            row.leaving_ground,
            _class_on(placed.get(row.pupil_id, []), row.starts_on),
            _class_on(placed.get(row.pupil_id, []), row.ends_on or today),
        )
        for row in rows
    ]


def _class_on(places: list[Placement], on: dt.date) -> str:
    there = [one.year_group for one in places if one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)]
    return there[-1] if there else ""


def ends_of_school(settings: Settings, calendar: SchoolCalendar, academic_year: int) -> tuple[str, str]:
    """The most junior and the most senior class of a school year: as set, or the youngest and oldest it had in that year.

    Not those of one day: in August a school's oldest have left, and in September it may have grown by a year. A query only
    where one is not set. Who follows no year group is in neither.
    """
    if settings.junior and settings.senior:
        return settings.junior, settings.senior
    first, last = calendar.year_span(academic_year)
    within = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    found = set(Placement.objects.filter(within, starts_on__lte=last).order_by().values_list("year_group", flat=True))
    years = sorted(found - {"X"}, key=year_group_order)
    youngest, oldest = (years[0], years[-1]) if years else ("", "")
    return settings.junior or youngest, settings.senior or oldest
