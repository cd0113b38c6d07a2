"""The address a share may hold of a child."""

import datetime as dt

from foundation.database.dated import holds_on
from schools.roll.models import ContactRestriction, HouseholdPupil, Pupil

#: While one of these stands against a contact, where the child lives may have to be kept from them: our own reading, since
#: the roll marks people and no addresses.
_BARS = (ContactRestriction.Kind.COURT_ORDER, ContactRestriction.Kind.DO_NOT_CONTACT)


def shared_address(pupil: Pupil, day: dt.date) -> str:
    """Where the child lives on a day, of the first of two homes; empty where it may be confidential.

    Nothing asks for it then: whoever has to know it is told by a person.
    """
    if ContactRestriction.objects.filter(holds_on(day), link__pupil=pupil, kind__in=_BARS).exists():
        return ""
    home = HouseholdPupil.objects.filter(holds_on(day), pupil=pupil).select_related("household")
    row = home.order_by("starts_on", "id").first()
    return row.household.address.replace("\n", ", ") if row is not None else ""
