"""Who sees, prepares and agrees to shares: by the part `penalties` of `schools/cases/rules/rights.toml`; who sets how.

A share that is of no case is its pupil's. One about a meeting is about many: whoever may prepare any sees it, and whoever
agrees. That the headteacher or who acts as head agrees, and who sets the legal basis, is the product's choice.

What is restricted (a social worker's name) is in no list that these policies give. It is opened, worked on and agreed to by
the safeguarding lead and who stands in for them, and by nobody else, whatever else they may do.
"""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.database.hiding import hidden_from_reader
from schools.cases.queries.rights import CasePolicy
from schools.cases.rules.rights import Level, Part
from schools.sharing.models import Share, ShareVersion
from schools.staff.models import StaffDuty
from schools.staff.queries import DutyPolicy
from tenants.shares.rules.purposes import restricted_purposes

_WORK: Final = CasePolicy(Part.PENALTIES, Level.WRITE)


def _rows() -> QuerySet[Share]:
    return Share.objects.select_related("pupil", "case__pupil", "contact")


def _whole(rows: QuerySet[Share]) -> QuerySet[Share]:
    """Without those that name somebody, in any version, who is hidden from the reader."""
    if not (hidden := hidden_from_reader()):
        return rows
    naming = ShareVersion.objects.filter(share=OuterRef("pk"), pupils__overlap=list(hidden))
    return rows.exclude(Exists(naming))


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
        if not self.may(member):
            return Share.objects.none()
        reached = Q(pupil__in=self._cases.pupils(member).order_by().values("pk"))
        if self._also is not None or _WORK.may(member):
            reached |= Q(pupil=None)
        return _whole(_rows().filter(reached).exclude(purpose__in=restricted_purposes()))


class OneSharePolicy:
    """A permission about one share that somebody opens: what `general` gives, and what is restricted to who keeps that."""

    def __init__(self, general: SharePolicy) -> None:
        self._general = general

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._general.may(member) or keep_restricted.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Share]:
        rows: QuerySet[Share] = self._general.visible(member) | keep_restricted.visible(member)
        return rows


def _restricted() -> QuerySet[Share]:
    return _rows().filter(purpose__in=restricted_purposes())


_HEADS: Final = DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD])
see_shares: Final = SharePolicy(Level.READ)
prepare_shares: Final = SharePolicy(Level.WRITE)
agree_shares: Final = SharePolicy(Level.READ, also=_HEADS)
keep_restricted: Final = DutyPolicy(
    Role.SAFEGUARDING_LEAD, duties=[StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD], queryset=_restricted
)
open_one: Final = OneSharePolicy(see_shares)
work_on_one: Final = OneSharePolicy(prepare_shares)
agree_to_one: Final = OneSharePolicy(agree_shares)
set_sharing: Final = DutyPolicy(Role.HEADTEACHER, duties=[StaffDuty.Duty.ACTING_HEAD, StaffDuty.Duty.DATA_PROTECTION])
