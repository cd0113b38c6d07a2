"""Files of exclusions, and each panel member's own copy of a pack: who may open and send them."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.documents.queries.owners import Owner
from schools.exclusions.models import PanelMember
from schools.exclusions.operations.panels import COPY, FILES, file_removed
from schools.roll.models import Pupil


def _address(exclusion: uuid.UUID) -> str:
    return reverse("exclusion_files", args=[exclusion])


def _pupils(exclusion: uuid.UUID) -> Iterable[int]:
    return Pupil.objects.filter(exclusions=exclusion).values_list("key", flat=True)


def _pack_address(member: uuid.UUID) -> str:
    return reverse("panel", args=[PanelMember.objects.get(pk=member).board_id])


def _pupils_of_pack(member: uuid.UUID) -> Iterable[int]:
    return Pupil.objects.filter(exclusions__board__members=member).values_list("key", flat=True)


def _my_copies(permission: Permission, member: Member) -> QuerySet[Any]:
    """The reader's own seat on each panel that may still read."""
    boards = policy_for(permission).visible(member)
    mine = PanelMember.objects.filter(ended_at__isnull=True, post__person_id=member.person_id)
    return mine.filter(board__in=boards.order_by().values("pk"))


FILES_OF_EXCLUSION: Final = Owner(
    FILES,
    opens=Permission.SEE_EXCLUSION_PAPERS,
    sends=Permission.KEEP_EXCLUSIONS,
    address=_address,
    pupils=_pupils,
    on_removed=file_removed,
)
COPY_OF_PACK: Final = Owner(
    COPY, opens=Permission.SEE_PANELS, address=_pack_address, pupils=_pupils_of_pack, rows=_my_copies
)
