"""Evacuations: the one under way, who has been seen in it, and how an ended one went."""

import datetime as dt
import uuid
from collections import defaultdict

from schools.desk.models import Evacuation, Sighting
from schools.desk.queries.on_site import PUPIL, VISIT


def under_way(day: dt.date) -> Evacuation | None:
    """The evacuation that has begun today and not ended."""
    return Evacuation.objects.filter(day=day, ended_at=None).first()


def evacuations() -> list[Evacuation]:
    """Every one that has ended, newest first."""
    return list(Evacuation.objects.exclude(ended_at=None))


def sightings(evacuation: Evacuation) -> dict[str, list[Sighting]]:
    """Every tick of an evacuation by the line it is of, oldest first, also those taken back."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for row in Sighting.objects.filter(evacuation=evacuation).order_by("seen_at", "pk"):
        found[line_of(row.pupil_id, row.visit_id)].append(row)
    return dict(found)


def line_of(pupil: uuid.UUID | None, visit: uuid.UUID | None) -> str:
    """The key of the line of one of the two."""
    return f"{PUPIL}-{pupil}" if pupil else f"{VISIT}-{visit}"


def seen_first(rows: list[Sighting]) -> Sighting | None:
    """The first of a line's ticks that stands: seen by one is seen."""
    return next((row for row in rows if row.taken_back_at is None), None)
