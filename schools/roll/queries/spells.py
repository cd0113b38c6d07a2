"""Who joined and who left."""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.refusals import Malformed
from schools.roll.models import Admission, Placement, Pupil
from schools.roll.rules.leaving import parse_leaving_ground


@dataclass(frozen=True, slots=True)
class Move:
    """A pupil who joined or left on `day`: where they are or were placed then, and for a leaver the ground."""

    pupil: uuid.UUID
    key: int
    name: str
    day: dt.date
    year_group: str
    group: str
    ground: str
    destination: str
    last_school: str


def joiners(first: dt.date, last: dt.date) -> list[Move]:
    """Spells that begin within the days, newest first. Two queries."""
    rows = Admission.objects.filter(starts_on__range=(first, last)).select_related("pupil")
    return _moves([(row, row.starts_on) for row in rows.order_by("-starts_on", "pupil__sort_name")])


def leavers(first: dt.date, last: dt.date) -> list[Move]:
    """Spells whose last day lies within the days, newest first. Two queries."""
    rows = Admission.objects.filter(ends_on__range=(first, last)).select_related("pupil")
    return _moves([(row, row.ends_on) for row in rows.order_by("-ends_on", "pupil__sort_name") if row.ends_on])


def never_on_roll() -> list[Pupil]:
    """Pupils the roll knows and never held: taken off before their starting day. By name."""
    return list(Pupil.objects.filter(admissions__isnull=True).order_by("sort_name", "key"))


def ground_words(ref: str) -> str:
    """ "Registered at another school (reg 9(1)(a))"; a reference no longer known is given as it stands."""
    try:
        ground = parse_leaving_ground(ref)
    except Malformed:
        return ref
    return f"{ground.words} ({ground.regulation})"


def _moves(rows: list[tuple[Admission, dt.date]]) -> list[Move]:
    placed: dict[uuid.UUID, list[Placement]] = {}
    pupils = [row.pupil_id for row, _ in rows]
    for place in Placement.objects.filter(pupil__in=pupils).select_related("group").order_by("starts_on"):
        placed.setdefault(place.pupil_id, []).append(place)
    return [_move(row, day, placed.get(row.pupil_id, [])) for row, day in rows]


def _move(row: Admission, day: dt.date, places: list[Placement]) -> Move:
    there = [one for one in places if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
    place = there[-1] if there else None
    return Move(
        pupil=row.pupil_id,
        key=row.pupil.key,
        name=str(row.pupil),
        day=day,
        year_group=place.year_group if place else "",
        group=place.group.name if place and place.group else "",
        ground=ground_words(row.leaving_ground) if row.leaving_ground else "",
        destination=row.destination,
        last_school=row.last_school,
    )
