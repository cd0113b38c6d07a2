"""Rows of the roll as plain values, for whoever plans many changes before anything is written (`operations.bulk`)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """An admission that is held here, or is to be. `key` names the row when there is one."""

    starts_on: date
    ends_on: date | None
    ground: str
    note: str
    destination: str
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A placement: year group and registration group (its academic year and name), from a day on."""

    year_group: str
    group: tuple[int, str] | None
    starts_on: date
    ends_on: date | None = None
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PupilChange:
    """What is to be written about one pupil, whom `key` names; None makes a new one, of whom `personal` says everything.

    `upn` is the number the pupil bears afterwards. A new flag is its kind, first and last day. What is corrected, ended
    (with its last day) or dropped has a key.
    """

    upn: str
    key: uuid.UUID | None
    personal: Mapping[str, object]
    new_spells: Sequence[Spell] = ()
    corrected_spells: Sequence[Spell] = ()
    new_places: Sequence[Place] = ()
    corrected_place: Place | None = None
    ended_places: Sequence[tuple[uuid.UUID, date]] = ()
    dropped_places: Sequence[uuid.UUID] = ()
    new_flags: Sequence[tuple[str, date, date | None]] = ()
    ended_flags: Sequence[tuple[uuid.UUID, date]] = ()
    dropped_flags: Sequence[uuid.UUID] = ()
