"""Ending rows that hold from one day until another, and refusing days that are the wrong way round."""

import datetime as dt
from typing import TypeVar

from foundation.refusals import Refused
from schools.roll.models import (
    ContactRestriction,
    DualRegistration,
    GroupTutor,
    HouseholdPupil,
    Pupil,
    PupilContact,
    RestrictedFlag,
    YearLead,
)
from schools.roll.queries import not_over

Row = TypeVar(
    "Row", HouseholdPupil, DualRegistration, RestrictedFlag, ContactRestriction, PupilContact, GroupTutor, YearLead
)


def refuse_end_before_start(starts_on: dt.date, ends_on: dt.date | None) -> None:
    """Refused when something would end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day is before the first. Check both dates.", field="ends_on")


def end_row(row: Row, ends_on: dt.date) -> dt.date | None:
    """Say until which day a row holds, as it stands now. The last day it had until then, or None."""
    now = type(row).objects.select_for_update(no_key=True).filter(pk=row.pk).first()
    if now is None:
        raise Refused("This is no longer recorded: somebody else has put another in its place.")
    if ends_on < now.starts_on:
        raise Refused("The last day is before the first. Check the date.", field="ends_on")
    was = now.ends_on
    now.ends_on = row.ends_on = ends_on
    now.save(update_fields=["ends_on"])
    return was


def end_placements(pupil: Pupil, last_day: dt.date, *, begun_by: dt.date | None = None) -> int:
    """End a pupil's placements on a day and drop those that would begin after it; how many were touched.

    `begun_by` leaves those alone that begin after it: they are of a later spell.
    """
    placements = pupil.placements.all() if begun_by is None else pupil.placements.filter(starts_on__lte=begun_by)
    dropped, _ = placements.filter(starts_on__gt=last_day).delete()
    ended = placements.filter(not_over(last_day + dt.timedelta(days=1))).update(ends_on=last_day)
    return dropped + ended
