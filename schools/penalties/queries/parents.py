"""Who is a parent of a pupil, and how each stands today: as letters ask it."""

import datetime as dt
from dataclasses import dataclass

from foundation.database.dated import holds_on
from schools.correspondence.rules.whom import addressees
from schools.penalties.rules.considering import ParentNow
from schools.roll.models import Contact, HouseholdPupil, Pupil
from schools.roll.queries.contacts import ContactOf, contacts_of


@dataclass(frozen=True, slots=True)
class Parent:
    """Somebody with parental responsibility or care, and what stands against reaching them."""

    contact: ContactOf
    now: ParentNow
    birth: dt.date | None


def parents_of(pupil: Pupil, today: dt.date) -> list[Parent]:
    """The parents of a pupil in the order of ringing. Five statements."""
    found = addressees(contacts_of(pupil, today), "each_parent")
    homes = HouseholdPupil.objects.filter(holds_on(today), pupil=pupil).exclude(household__address="")
    has_home = homes.exists()
    births = dict(Contact.objects.filter(pk__in=[one.contact for one in found]).values_list("pk", "birth"))
    return [
        Parent(one, ParentNow(one.kinds, bool(one.address) or (one.lives_with and has_home)), births[one.contact])
        for one in found
    ]


def home_authority(pupil: Pupil, today: dt.date) -> str:
    """The authority that the pupil's home is in, as the roll has it where it is another than the school's; else nothing."""
    homes = HouseholdPupil.objects.filter(holds_on(today), pupil=pupil).exclude(household__authority="")
    home = homes.select_related("household").order_by("-starts_on", "-id").first()
    return home.household.authority if home is not None else ""
