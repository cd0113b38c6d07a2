"""Who sees, works on and approves notices to improve: by the part `penalties` of `schools/cases/rules/rights.toml`."""

from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.cases.queries.rights import CasePolicy
from schools.cases.rules.rights import Level, Part
from schools.improvement.models import ImprovementNotice
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy


class NoticePolicy:
    """A permission about notices: those of the cases within reach of who has so much of the part.

    With `also`, only for whom that lets in too: approving is the head's, or of whoever acts as head, which is our choice.
    """

    def __init__(self, level: Level, *, also: DutyPolicy | None = None) -> None:
        self.cases = CasePolicy(Part.PENALTIES, level)
        self._also = also

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if self._also is not None and not self._also.may(member):
            return False
        if obj is None:
            return self.cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[ImprovementNotice]:
        rows = ImprovementNotice.objects.select_related("case__pupil", "case__owner")
        if not self.may(member):
            return rows.none()
        return rows.filter(case__in=self.cases.visible(member).order_by().values("pk"))


see_notices: Final = NoticePolicy(Level.READ)
work_notices: Final = NoticePolicy(Level.WRITE)
approve_notices: Final = NoticePolicy(
    Level.READ, also=DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD])
)
