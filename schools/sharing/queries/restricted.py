"""Which restricted shares of a pupil a reader may know of."""

from django.db.models import QuerySet

from foundation.access.member import Member
from schools.roll.models import Pupil
from schools.sharing.models import Share
from schools.sharing.queries.rights import keep_restricted


def restricted_shares_of(pupil: Pupil, member: Member) -> QuerySet[Share] | None:
    """Them, to be asked for within another question, for who keeps them; None for anybody else."""
    if not keep_restricted.may(member):
        return None
    rows: QuerySet[Share] = keep_restricted.visible(member).filter(pupil=pupil).order_by()
    return rows
