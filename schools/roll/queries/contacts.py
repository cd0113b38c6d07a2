"""Whom to ring about a pupil. A number that must not be rung is not given out here at all."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Prefetch

from schools.roll.models import Contact, ContactRestriction, Pupil, PupilContact
from schools.roll.queries.families import siblings_of
from schools.roll.queries.on_roll import holds_on


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number: what it is, as typed, and in digits for `tel:`."""

    label: str
    typed: str
    digits: str


@dataclass(frozen=True, slots=True)
class ContactOf:
    """A contact of a pupil on a day, `place` 1 being rung first.

    `restrictions` are the words of what stands against speaking to them; while there is any, `phones` and `email` are
    empty, so that nothing can offer them.
    """

    link: uuid.UUID
    contact: uuid.UUID
    place: int
    name: str
    relationship: str
    responsibility: str
    lives_with: bool
    address: str
    language: str
    email: str
    phones: tuple[Number, ...]
    restrictions: tuple[str, ...]

    @property
    def callable(self) -> bool:
        """Whether the school may ring them: nothing stands against it and there is a number."""
        return not self.restrictions and bool(self.phones)

    @property
    def parent_at_home(self) -> bool:
        """Whether the admission register needs a number for them: a parent the pupil normally lives with [R8].

        Somebody at home of whom the school does not know whether they have parental responsibility counts as one.
        """
        return self.lives_with and self.responsibility != PupilContact.Responsibility.NO


def contacts_of(pupil: Pupil, day: dt.date) -> list[ContactOf]:
    """The contacts of a pupil on a day in the order of ringing. Three queries."""
    restricted = Prefetch("restrictions", queryset=ContactRestriction.objects.filter(holds_on(day)), to_attr="standing")
    links = (
        PupilContact.objects.filter(holds_on(day), pupil=pupil)
        .select_related("contact")
        .prefetch_related(restricted, "contact__phones")
        .order_by("priority", "starts_on")
    )
    return [_contact_of(link) for link in links]


def _contact_of(link: PupilContact) -> ContactOf:
    standing: list[ContactRestriction] = link.standing  # type: ignore[attr-defined]
    contact = link.contact
    phones = () if standing else tuple(Number(row.label, row.typed, row.digits) for row in contact.phones.all())
    return ContactOf(
        link=link.pk,
        contact=contact.pk,
        place=link.priority,
        name=contact.name,
        relationship=link.relationship,
        responsibility=link.responsibility,
        lives_with=link.lives_with,
        address=contact.address,
        language=contact.language,
        email="" if standing else contact.email,
        phones=phones,
        restrictions=tuple(row.get_kind_display() for row in standing),
    )


def parents_without_number(pupil: Pupil, day: dt.date) -> list[str]:
    """Names of parents the pupil lives with for whom no telephone number is recorded: the register must hold one [R8]."""
    links = (
        PupilContact.objects.filter(holds_on(day), pupil=pupil, lives_with=True, contact__phones__isnull=True)
        .exclude(responsibility=PupilContact.Responsibility.NO)
        .select_related("contact")
    )
    return [link.contact.name for link in links]


def contacts_of_siblings(pupil: Pupil, day: dt.date) -> list[Contact]:
    """People who are contacts of the pupil's siblings on that day and not yet of the pupil."""
    siblings = [sibling.id for sibling in siblings_of(pupil, day)]
    theirs = PupilContact.objects.filter(holds_on(day), pupil__in=siblings)
    own = PupilContact.objects.filter(pupil=pupil, ends_on__isnull=True)
    return list(Contact.objects.filter(pk__in=theirs.values("contact")).exclude(pk__in=own.values("contact")))
