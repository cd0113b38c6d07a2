"""Where things of this room are shown."""

import uuid
from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from schools.documents.queries.owners import Owner
from schools.provision.models import ProvisionPlacement
from schools.provision.queries.rights import placements_for


def placement_address(key: uuid.UUID) -> str:
    """A placement's page."""
    return reverse("provision_placement", args=[key])


def _rows(_permission: Permission, member: Member) -> QuerySet[ProvisionPlacement]:
    return placements_for(member)


def _pupils(placement: uuid.UUID) -> Iterable[int]:
    return ProvisionPlacement.objects.filter(pk=placement).values_list("pupil__key", flat=True)


#: Files of a placement: the referral's evidence, agreements, notes of visits.
FILES_OF_PLACEMENT: Final = Owner(
    "provision.placement",
    opens=Permission.SEE_PROVISION,
    sends=Permission.KEEP_PROVISION,
    address=placement_address,
    pupils=_pupils,
    rows=_rows,
)
