"""Homes and siblings, the other school some attend, and what only few may know."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.journal.operations import record, record_each
from schools.roll.models import DualRegistration, Household, HouseholdPupil, Pupil, RestrictedFlag
from schools.roll.operations.admissions import lock, lock_each
from schools.roll.operations.changes import announce
from schools.roll.operations.contact_first import follow_flags
from schools.roll.operations.dated import end_row, refuse_end_before_start
from schools.roll.operations.related import follow_to, readdress
from schools.roll.queries import holds_on, not_over
from schools.roll.rules.week_slots import SLOTS

_DAY = dt.timedelta(days=1)
_URN_LENGTH = 6


@transaction.atomic(using=ALIAS)
def set_household(
    pupil: Pupil,
    *,
    from_day: dt.date,
    by: Actor,
    address: str = "",
    with_pupil: Pupil | None = None,
    also: bool = False,
) -> None:
    """Record where a pupil lives from a day on: at a new address, or in the home of another pupil.

    Homes left behind end the day before, unless the pupil lives in this one `also`.
    """
    lock_each([pupil.pk] if with_pupil is None else [pupil.pk, with_pupil.pk])
    household = _home_of(with_pupil, from_day, by) if with_pupil is not None else None
    if household is None:
        if not address.strip():
            raise Refused("Write the address, or choose the pupil whose home it is.", field="address")
        household = Household.objects.create(address=address.strip())
        if not also:
            follow_to(household, pupil, on=from_day, by=by)
    held = pupil.households.filter(not_over(from_day))
    if held.filter(household=household).exists():
        raise Refused("The two pupils live together already.", field="with_pupil")
    if not also:
        if held.filter(starts_on__gt=from_day).exists():
            raise Refused("A later home is recorded already. Give a day after it.", field="from_day")
        # A home entered for the same day was a mistake; nobody lived there.
        held.filter(starts_on=from_day).delete()
        held.update(ends_on=from_day - _DAY)
    _move_in(household, pupil, from_day, by)


@transaction.atomic(using=ALIAS)
def correct_address(row: HouseholdPupil, address: str, *, by: Actor) -> None:
    """Correct how the address of a home is written, for every pupil who lives or lived there.

    They are all put into a home of the corrected address; the one it is put in place of stays, for the audit lines to name.
    """
    before = row.household
    lock_each(before.pupils.values_list("pupil", flat=True))
    if not before.pupils.filter(pk=row.pk).exists():
        raise Refused("Somebody else has just changed this home. Look at the record again.", field="address")
    if not address:
        raise Refused("Write the address.", field="address")
    if address == before.address:
        raise Refused("The address reads so already.", field="address")
    after = Household.objects.create(address=address, authority=before.authority)
    before.pupils.update(household=after)
    readdress(before, after)
    details = {"before": str(before.pk), "after": str(after.pk)}
    living = after.pupils.values_list("pupil", flat=True).distinct()
    record_each("pupil.household_corrected", about=[("pupil", key) for key in living], by=by, details=details)


@transaction.atomic(using=ALIAS)
def set_home_authority(pupil: Pupil, authority: str, *, on: dt.date, by: Actor) -> None:
    """Record the local authority of the home a pupil lives in, where it is not the school's; empty where it is.

    It is the home's, so it holds for every pupil who lives there.
    """
    pupil = lock(pupil)
    row = pupil.households.filter(holds_on(on)).select_related("household").order_by("starts_on").last()
    if row is None:
        raise Refused("No home of the pupil is recorded. Record where they live first.", field="authority")
    home = row.household
    home.authority = " ".join(authority.split())
    home.save(update_fields=["authority"])
    living = home.pupils.values_list("pupil", flat=True).distinct()
    details = {"household": str(home.pk), "elsewhere": bool(home.authority)}
    record_each("pupil.home_authority_set", about=[("pupil", key) for key in living], by=by, details=details)


@transaction.atomic(using=ALIAS)
def end_household(row: HouseholdPupil, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day a pupil lives in one of their homes."""
    pupil = lock(row.pupil)
    end_row(row, ends_on)
    details = {"row": str(row.pk), "to": str(ends_on)}
    record("pupil.household_ended", about=("pupil", pupil.pk), by=by, details=details)


def _move_in(household: Household, pupil: Pupil, day: dt.date, by: Actor) -> None:
    row = HouseholdPupil.objects.create(household=household, pupil=pupil, starts_on=day)
    details = {"row": str(row.pk), "from": str(day)}
    record("pupil.household_set", about=("pupil", pupil.pk), by=by, details=details)


def _home_of(other: Pupil, day: dt.date, by: Actor) -> Household:
    """The home the other pupil lives in on that day; one is made for them when none is recorded."""
    row = other.households.filter(holds_on(day)).select_related("household").order_by("starts_on").last()
    if row is not None:
        return row.household
    home = Household.objects.create()
    _move_in(home, other, day, by)
    return home


@transaction.atomic(using=ALIAS)
def set_dual_registration(
    pupil: Pupil,
    *,
    status: str,
    other_school: str,
    slots: Collection[int],
    starts_on: dt.date,
    by: Actor,
    other_urn: str = "",
    ends_on: dt.date | None = None,
) -> None:
    """Record that a pupil is registered at another school too, and which sessions of the week are due there.

    One that holds already ends the day before: a new pattern of sessions is a new row.
    """
    pupil = lock(pupil)
    refuse_end_before_start(starts_on, ends_on)
    if not slots or not set(slots) <= set(SLOTS):
        raise Refused("Tick the sessions that are due at the other school.", field="slots")
    if set(slots) == set(SLOTS) and status == DualRegistration.Status.MAIN:
        raise Refused("The main school has sessions of its own. Leave at least one out.", field="slots")
    urn = other_urn.strip()
    if urn and not (urn.isascii() and urn.isdigit() and len(urn) == _URN_LENGTH):
        raise Refused("A URN has six digits. Look it up on Get Information about Schools.", field="other_urn")
    held = pupil.dual_registrations.filter(not_over(starts_on))
    if held.filter(starts_on__gte=starts_on).exists():
        raise Refused("One is recorded from that day or later already. Give a later day.", field="starts_on")
    held.update(ends_on=starts_on - _DAY)
    row = DualRegistration.objects.create(
        pupil=pupil,
        status=status,
        other_school=other_school,
        other_urn=urn,
        slots=sorted(slots),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    details = {"row": str(row.pk), "status": status, "slots": sorted(slots), "from": str(starts_on)}
    record("pupil.dual_set", about=("pupil", pupil.pk), by=by, details=details)
    announce(starts_on)


@transaction.atomic(using=ALIAS)
def end_dual_registration(row: DualRegistration, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day a pupil is registered at the other school too."""
    pupil = lock(row.pupil)
    was = end_row(row, ends_on)
    record("pupil.dual_ended", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk), "to": str(ends_on)})
    announce(min(was or ends_on, ends_on) + _DAY)


@transaction.atomic(using=ALIAS)
def set_restricted_flag(
    pupil: Pupil, kind: str, *, starts_on: dt.date, by: Actor, worker_name: str = "", worker_phone: str = ""
) -> None:
    """Record that a pupil is a young carer, in need, or on a child protection plan, and is to be looked for first.

    Neither the audit line nor the sign says which.
    """
    pupil = lock(pupil)
    if pupil.restricted_flags.filter(not_over(starts_on), kind=kind).exists():
        raise Refused("This is recorded for that time already. End it first, or give another day.", field="kind")
    row = RestrictedFlag.objects.create(
        pupil=pupil, kind=kind, worker_name=worker_name, worker_phone=worker_phone, starts_on=starts_on
    )
    record("restricted_flags.set", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk)})
    follow_flags([pupil.pk])


@transaction.atomic(using=ALIAS)
def end_restricted_flag(row: RestrictedFlag, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day it holds."""
    pupil = lock(row.pupil)
    end_row(row, ends_on)
    record("restricted_flags.ended", about=("pupil", pupil.pk), by=by, details={"row": str(row.pk)})
    follow_flags([pupil.pk])
