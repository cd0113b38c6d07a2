"""Who has left this school for another of the trust, and who has come from one: by their newest spell on the roll.

Only a permanent UPN is the same at both schools. Who has none, or a temporary one, is carried nowhere.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from foundation.upns import Upn
from schools.roll.models import Admission
from tenants.movers.rules import kept_until


@dataclass(frozen=True, slots=True)
class Left:
    """A pupil who has left, by the newest spell. `went_to` is the school of the trust that is its destination."""

    pupil: uuid.UUID
    key: int
    upn: str
    starts_on: dt.date
    ends_on: dt.date
    went_to: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Here:
    """A pupil on roll or expected. `came_from` is the school of the trust that is their last school."""

    pupil: uuid.UUID
    upn: str
    starts_on: dt.date
    came_from: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Moves:
    """Those who have left within the years that rows are kept, and those on roll or expected. All with a permanent UPN."""

    left: tuple[Left, ...]
    here: tuple[Here, ...]


def moves(today: dt.date) -> Moves:
    """The newest spells of everybody. One query."""
    newest: dict[uuid.UUID, Admission] = {}
    for row in Admission.objects.filter(pupil__upn__isnull=False).select_related("pupil").order_by("starts_on"):
        newest[row.pupil_id] = row
    left: list[Left] = []
    here: list[Here] = []
    for key, row in newest.items():
        upn = row.pupil.upn or ""
        if not is_carried(upn):
            continue
        if row.ends_on is None or row.ends_on >= today:
            here.append(Here(key, upn, row.starts_on, row.last_school_id))
        elif today <= kept_until(row.ends_on):
            left.append(Left(key, row.pupil.key, upn, row.starts_on, row.ends_on, row.destination_school))
    return Moves(tuple(left), tuple(here))


def is_carried(upn: str | None) -> bool:
    """Whether a pupil can be known at the next school: by a permanent UPN."""
    return bool(upn) and not Upn(str(upn)).temporary


def anybody_left(keys: list[int], today: dt.date) -> bool:
    """Whether any of these pupils (by compact key) has left: only then does a changed mark change what is carried."""
    return Admission.objects.filter(pupil__key__in=keys, ends_on__lt=today).exists()
