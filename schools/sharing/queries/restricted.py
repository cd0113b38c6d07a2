"""Which restricted shares of a pupil a reader may know of."""

import uuid

from foundation.access.member import Member
from schools.roll.models import Pupil
from schools.sharing.queries.rights import keep_restricted


def restricted_shares_of(pupil: Pupil, member: Member) -> list[uuid.UUID]:
    """Their keys, for who keeps them. No statement for anybody else, but that for their duties."""
    return list(keep_restricted.visible(member).filter(pupil=pupil).order_by().values_list("pk", flat=True))
