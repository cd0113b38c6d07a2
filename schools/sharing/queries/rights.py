"""Who sees, prepares and agrees to shares: by the part `penalties` of `schools/cases/rules/rights.toml`; who sets how.

A share that is of no case is its pupil's. One about a meeting is about many: whoever may prepare any sees it, and whoever
agrees. That the headteacher or who acts as head agrees, and who sets the legal basis, is the product's choice.
"""

from typing import Any, Final

from django.db.models import Q, QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.cases.queries.rights import CasePolicy
from schools.cases.rules.rights import Level, Part
from schools.sharing.models import Share
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy

_WORK: Final = CasePolicy(Part.PENALTIES, Level.WRITE)


class SharePolicy:
    """A permission about shares, for who has so much of the part; with `also`, only for whom that lets in too."""

    def __init__(self, level: Level, *, also: DutyPolicy | None = None) -> None:
        self._cases = CasePolicy(Part.PENALTIES, level)
        self._also = also

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if self._also is not None and not self._also.may(member):
            return False
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Share]:
        rows = Share.objects.select_related("pupil", "case__pupil", "contact")
        if not self.may(member):
            return rows.none()
        reached = Q(pupil__in=self._cases.pupils(member).order_by().values("pk"))
        if self._also is not None or _WORK.may(member):
            reached |= Q(pupil=None)
        return rows.filter(reached)


_HEADS: Final = DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD])
see_shares: Final = SharePolicy(Level.READ)
prepare_shares: Final = SharePolicy(Level.WRITE)
agree_shares: Final = SharePolicy(Level.READ, also=_HEADS)
set_sharing: Final = DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD, StaffDuty.Duty.DATA_PROTECTION])
