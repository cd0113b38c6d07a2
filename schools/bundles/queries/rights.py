"""Who sees, prepares and signs bundles: the part for penalties in the table of `schools/cases/rules/rights.toml`."""

from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.roles import Role
from schools.bundles.models import Bundle
from schools.bundles.rules.kinds import BundleKind
from schools.cases.queries.rights import CasePolicy
from schools.cases.rules.rights import Level, Part


class BundlePolicy:
    """A permission about the bundles of the cases of which a member has so much. What is signed, the headteacher signs."""

    def __init__(self, cases: CasePolicy, *, signs: bool = False) -> None:
        self._cases, self._signs = cases, signs

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Bundle]:
        rows = Bundle.objects.select_related("case__pupil", "contact")
        if not self.may(member):
            return rows.none()
        found = rows.filter(case__in=self._cases.visible(member).order_by().values("pk"))
        if self._signs and Role.HEADTEACHER not in member.roles:
            found = found.exclude(kind__in=[one.value for one in BundleKind if one.is_signed])
        return found


read_penalties: Final = CasePolicy(Part.PENALTIES, Level.READ)
work_penalties: Final = CasePolicy(Part.PENALTIES, Level.WRITE)
see_bundles: Final = BundlePolicy(read_penalties)
prepare_bundles: Final = BundlePolicy(work_penalties)
sign_bundles: Final = BundlePolicy(work_penalties, signs=True)
