"""Whom to ring about a pupil. A number that must not be rung is not given out here at all."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from foundation.database.dated import holds_on
from schools.roll.models import Contact, ContactRestriction, Pupil, PupilContact
from schools.roll.queries.families import siblings_of


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number: what it is, as typed, and in digits for `tel:`."""

    label: str
    typed: str
    digits: str


@dataclass(frozen=True, slots=True)
class ContactOf:
    """A contact of a pupil on a day, `place` 1 being rung first.

    `restrictions` are the words (and `kinds` the kinds) of what stands against speaking to them about this pupil; while
    there is any, `phones` and `email` are empty, so that nothing can offer them. `restricted_elsewhere` says that something
    stands against speaking to them about another pupil, and not which or what: the number is shown, and whoever rings asks
    first.
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
    kinds: frozenset[str]
    restricted_elsewhere: bool

    @property
    def callable(self) -> bool:
        """Whether the school may ring them without asking: nothing stands against it anywhere, and there is a number."""
        return not self.restrictions and not self.restricted_elsewhere and bool(self.phones)


def contacts_of(pupil: Pupil, day: dt.date) -> list[ContactOf]:
    """The contacts of a pupil on a day in the order of ringing. Three queries."""
    return contacts_of_each([pupil.pk], day)[pupil.pk]


def contacts_of_each(pupils: Collection[uuid.UUID], day: dt.date) -> dict[uuid.UUID, list[ContactOf]]:
    """The contacts of each of these pupils on a day in the order of ringing. Three queries, however many pupils."""
    links = list(
        PupilContact.objects.filter(holds_on(day), pupil__in=pupils)
        .select_related("contact")
        .prefetch_related("contact__phones")
        .order_by("priority", "starts_on")
    )
    standing: dict[uuid.UUID, dict[uuid.UUID, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    found = ContactRestriction.objects.filter(holds_on(day), link__contact__in={link.contact_id for link in links})
    for row in found.select_related("link").order_by("starts_on"):
        standing[row.link.contact_id][row.link.pupil_id][row.kind] = row.get_kind_display()
    each: dict[uuid.UUID, list[ContactOf]] = {pupil: [] for pupil in pupils}
    for link in links:
        by_pupil = standing.get(link.contact_id, {})
        own = by_pupil.get(link.pupil_id, {})
        each[link.pupil_id].append(_contact_of(link, own, elsewhere=bool(by_pupil.keys() - {link.pupil_id})))
    return each


def is_barred(link: PupilContact, day: dt.date) -> bool:
    """Whether the school may not speak to a contact about this pupil on that day, by this link or an earlier one."""
    return ContactRestriction.objects.filter(
        holds_on(day), link__pupil=link.pupil_id, link__contact=link.contact_id
    ).exists()


def _contact_of(link: PupilContact, standing: dict[str, str], *, elsewhere: bool) -> ContactOf:
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
        restrictions=tuple(standing.values()),
        kinds=frozenset(standing),
        restricted_elsewhere=elsewhere,
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
