"""Setting what every share says: whom the authority may ring, and the legal basis by purpose."""

from collections.abc import Mapping

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from schools.cases.operations.acting import Act
from schools.cases.rules.wording import words_fault
from schools.journal.operations import record
from schools.sharing.models import SharingSettings
from schools.sharing.rules.states import LONGEST_BASIS, LONGEST_RING
from tenants.shares.rules.purposes import Purpose


@transaction.atomic(using=ALIAS)
def set_sharing(*, ring: str, basis: Mapping[Purpose, str], act: Act) -> bool:
    """Have this stand in every version that is agreed to from now on; whether anything was different.

    A purpose without words of the school's own shows the source of its fields. What was shared stays as it was.
    """
    ring = ring.strip()
    said = {one.value: words.strip() for one, words in basis.items() if words.strip()}
    faults = [words_fault(ring, "ring", most=LONGEST_RING)]
    faults += [words_fault(words, purpose, most=LONGEST_BASIS) for purpose, words in said.items()]
    if found := [one for one in faults if one is not None]:
        raise Refused.because(*found)
    row = SharingSettings.objects.select_for_update(no_key=True).first() or SharingSettings()
    if (row.ring, row.basis) == (ring, said):
        return False
    row.ring, row.basis, row.changed_by, row.changed_at = ring, said, act.name, act.now
    row.save()
    record("sharing.set", about=("sharing_settings", row.pk), by=act.signed.by, details={"purposes": sorted(said)})
    return True
