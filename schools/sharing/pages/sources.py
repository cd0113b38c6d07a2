"""What shares are of: from a key in the room of a purpose to what is shared, and where that is read and mended."""

import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.urls import reverse

from foundation.access.member import Member
from schools.bundles.pages.files import bundle_address
from schools.bundles.queries.rights import prepare_bundles
from schools.bundles.rules.kinds import FROZEN, BundleKind
from schools.cases.pages.files import case_address
from schools.sharing.models import Share
from schools.sharing.operations.sharing import About
from tenants.shares.rules.purposes import Purpose


def _bundle(member: Member, source: uuid.UUID) -> About | None:
    row = prepare_bundles.visible(member).filter(pk=source, kind=BundleKind.PENALTY, state=FROZEN).first()
    if row is None:
        return None
    return About(purpose=Purpose.PENALTY_PACK, source=row.pk, pupil=row.case.pupil, case=row.case, contact=row.contact)


#: By purpose: what a member may begin to share of a key; None where they may not, or it is not ready.
BEGUN: Final[Mapping[Purpose, Callable[[Member, uuid.UUID], About | None]]] = MappingProxyType(
    {Purpose.PENALTY_PACK: _bundle}
)


def source_address(share: Share) -> str:
    """Where that is read and mended which a share is of: its own page, else that of its case or pupil."""
    if share.purpose == Purpose.PENALTY_PACK:
        return bundle_address(share.source)
    if share.case_id is not None:
        return case_address(share.case_id)
    return reverse("pupil", args=[share.pupil_id]) if share.pupil_id is not None else ""
