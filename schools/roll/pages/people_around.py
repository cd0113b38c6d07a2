"""Who is around a pupil today, as far as the reader may see: siblings, whom to ring, who tutors and leads."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from schools.roll.models import Placement, Pupil
from schools.roll.queries import ContactOf, Post, Sibling, contacts_of, leads_of, siblings_of, tutors_of


@dataclass(frozen=True, slots=True)
class Around:
    """The people on a pupil's page. `contacts` is None for a reader who may not see them."""

    siblings: tuple[Sibling, ...]
    tutors: tuple[Post, ...]
    leads: tuple[Post, ...]
    contacts: tuple[ContactOf, ...] | None

    @property
    def first_to_ring(self) -> ContactOf | None:
        """Who is rung first: the first contact with a number and nothing against speaking to them."""
        return next((one for one in self.contacts or () if one.callable), None)


def around(
    pupil: Pupil, placement: Placement | None, today: dt.date, *, visible: QuerySet[Pupil], may_see_contacts: bool
) -> Around:
    """Everyone around a pupil on a day. Siblings are those on roll here whom the reader may see."""
    siblings = [one for one in siblings_of(pupil, today) if one.on_roll]
    if siblings:
        allowed = set(visible.filter(pk__in=[one.id for one in siblings]).values_list("pk", flat=True))
        siblings = [one for one in siblings if one.id in allowed]
    return Around(
        siblings=tuple(siblings),
        tutors=tuple(tutors_of(placement.group, today)) if placement and placement.group else (),
        leads=tuple(leads_of(placement.year_group, today)) if placement else (),
        contacts=tuple(contacts_of(pupil, today)) if may_see_contacts else None,
    )
