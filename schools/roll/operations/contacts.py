"""Contacts of a pupil: adding, changing, ordering and ending them, and barring the school from ringing one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.phones import Phone, parse_phone
from foundation.refusals import Malformed, Refused
from schools.journal.operations import record
from schools.roll.models import Contact, ContactPhone, ContactRestriction, Pupil, PupilContact
from schools.roll.operations.admissions import lock
from schools.roll.operations.changes import announce_barred
from schools.roll.operations.dated import end_row, refuse_end_before_start
from schools.roll.queries import not_over

#: While priorities are dealt out anew, the old ones step aside by more than a pupil has contacts.
#: Nobody who is a contact today was born before this.
_EARLIEST_BIRTH = dt.date(1900, 1, 1)
_ASIDE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A contact as a person: name, how to reach them, and their numbers as (number, what it is), in order of ringing.

    `phones` None leaves the numbers and the email as they are: who may not see them may not change them either.
    """

    name: str
    phones: Sequence[tuple[str, str]] | None = ()
    email: str = ""
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What a contact is to one pupil."""

    relationship: str
    responsibility: str = PupilContact.Responsibility.UNKNOWN
    lives_with: bool = False


@transaction.atomic(using=ALIAS)
def add_contact(
    pupil: Pupil,
    bond: Bond,
    *,
    starts_on: dt.date,
    by: Actor,
    details: Details | None = None,
    known: Contact | None = None,
) -> PupilContact:
    """Add a contact after those a pupil has: somebody new by `details`, or `known`, who is a sibling's already."""
    pupil = lock(pupil)
    contact = known
    if contact is None:
        assert details is not None
        contact = Contact.objects.create(name=details.name)
        _write_details(contact, details)
    elif pupil.contacts.filter(contact=contact, ends_on__isnull=True).exists():
        raise Refused("This person is a contact of the pupil already.")
    last = pupil.contacts.filter(ends_on__isnull=True).aggregate(last=Max("priority"))["last"]
    link = PupilContact.objects.create(
        pupil=pupil,
        contact=contact,
        relationship=bond.relationship,
        responsibility=bond.responsibility,
        lives_with=bond.lives_with,
        priority=(last or 0) + 1,
        starts_on=starts_on,
    )
    record("pupil.contact_added", about=("pupil", pupil.pk), by=by, details={"row": str(link.pk)})
    return link


@transaction.atomic(using=ALIAS)
def change_contact(link: PupilContact, bond: Bond, details: Details, *, today: dt.date, by: Actor) -> None:
    """Correct a contact. Name and numbers change for every pupil they are a contact of, the rest for this one.

    Who no longer lives with the pupil, or has no responsibility for them, may be told less than before.
    """
    pupil = lock(link.pupil)
    before = PupilContact.objects.get(pk=link.pk)
    # A sibling's page writes the same numbers.
    _write_details(Contact.objects.select_for_update(no_key=True).get(pk=link.contact_id), details)
    link.relationship, link.responsibility, link.lives_with = bond.relationship, bond.responsibility, bond.lives_with
    link.save(update_fields=["relationship", "responsibility", "lives_with"])
    for pupil_id in PupilContact.objects.filter(contact=link.contact, ends_on__isnull=True).values_list(
        "pupil_id", flat=True
    ):
        own = {"row": str(link.pk)} if pupil_id == pupil.pk else {"shared": str(link.contact_id)}
        record("pupil.contact_changed", about=("pupil", pupil_id), by=by, details=own)
    if _lives_with_as_parent(before) and not _lives_with_as_parent(link):
        announce_barred(link.contact_id, today)


def _lives_with_as_parent(link: PupilContact) -> bool:
    return link.lives_with and link.responsibility != PupilContact.Responsibility.NO


@transaction.atomic(using=ALIAS)
def end_contact(link: PupilContact, *, ends_on: dt.date, today: dt.date, by: Actor) -> None:
    """Say until which day somebody is a contact; those after them move up."""
    pupil = lock(link.pupil)
    if ends_on > today:
        raise Refused("That day has not come yet. End the contact when it has.", field="ends_on")
    end_row(link, ends_on)
    _deal_priorities(_ringing_order(pupil))
    details = {"row": str(link.pk), "to": str(ends_on)}
    record("pupil.contact_ended", about=("pupil", pupil.pk), by=by, details=details)
    announce_barred(link.contact_id, ends_on + dt.timedelta(days=1))


@transaction.atomic(using=ALIAS)
def move_contact(link: PupilContact, *, to: int, by: Actor) -> None:
    """Ring a contact earlier or later: `to` is the place wanted, from 1; beyond the last is last."""
    pupil = lock(link.pupil)
    order = _ringing_order(pupil)
    if link.pk not in [one.pk for one in order]:
        raise Refused("This person is no longer a contact of the pupil.")
    others = [one for one in order if one.pk != link.pk]
    place = max(1, min(to, len(order)))
    others.insert(place - 1, next(one for one in order if one.pk == link.pk))
    _deal_priorities(others)
    details = {"row": str(link.pk), "place": place}
    record("pupil.contact_moved", about=("pupil", pupil.pk), by=by, details=details)


@transaction.atomic(using=ALIAS)
def set_restriction(
    link: PupilContact, kind: str, *, starts_on: dt.date, by: Actor, note: str = "", ends_on: dt.date | None = None
) -> None:
    """Bar the school from ringing a contact about this pupil. From its first day on, nobody is offered the number."""
    pupil = lock(link.pupil)
    refuse_end_before_start(starts_on, ends_on)
    if link.restrictions.filter(not_over(starts_on), kind=kind).exists():
        raise Refused("This restriction is recorded already.", field="kind")
    ContactRestriction.objects.create(link=link, kind=kind, note=note, starts_on=starts_on, ends_on=ends_on)
    record("pupil.contact_restricted", about=("pupil", pupil.pk), by=by, details={"row": str(link.pk)})
    announce_barred(link.contact_id, starts_on)


@transaction.atomic(using=ALIAS)
def lift_restriction(restriction: ContactRestriction, *, ends_on: dt.date, by: Actor) -> None:
    """Say until which day a restriction holds."""
    pupil = lock(restriction.link.pupil)
    end_row(restriction, ends_on)
    details = {"row": str(restriction.link_id), "to": str(ends_on)}
    record("pupil.contact_restriction_lifted", about=("pupil", pupil.pk), by=by, details=details)


@transaction.atomic(using=ALIAS)
def note_birth(contact: Contact, birth: dt.date | None, *, pupil: Pupil, today: dt.date, by: Actor) -> None:
    """Keep the birth date of a pupil's contact, or forget it. Only what goes to an authority about them asks for it."""
    lock(pupil)
    if birth is not None and not _EARLIEST_BIRTH <= birth < today:
        raise Refused("That is no birth date.", field="birth", remedy="Write the day, month and year of birth.")
    contact.birth = birth
    contact.save(update_fields=["birth"])
    record("pupil.contact_birth_kept", about=("pupil", pupil.pk), by=by, details={"contact": str(contact.pk)})


def _write_details(contact: Contact, details: Details) -> None:
    contact.name, contact.address, contact.language = details.name, details.address, details.language
    fields = ["name", "address", "language"]
    if details.phones is not None:
        contact.email = details.email
        fields.append("email")
        numbers = [(_read_phone(typed, place), label) for place, (typed, label) in enumerate(details.phones, start=1)]
        contact.phones.all().delete()
        for place, (phone, label) in enumerate(numbers, start=1):
            ContactPhone.objects.create(
                contact=contact, place=place, label=label, typed=phone.typed, digits=phone.digits
            )
    contact.save(update_fields=fields)


def _read_phone(typed: str, place: int) -> Phone:
    try:
        return parse_phone(typed)
    except Malformed as fault:
        raise Refused(fault.words, field=f"phone_{place}") from None


def _ringing_order(pupil: Pupil) -> list[PupilContact]:
    return list(pupil.contacts.filter(ends_on__isnull=True).order_by("priority", "starts_on"))


def _deal_priorities(order: Sequence[PupilContact]) -> None:
    """1, 2, 3 in this order. In two steps, because no two may hold the same one even for a moment."""
    for shift in (_ASIDE, 0):
        for place, link in enumerate(order, start=1):
            link.priority = shift + place
            link.save(update_fields=["priority"])
