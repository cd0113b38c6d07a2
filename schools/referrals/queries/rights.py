"""Who sees and works on referrals, services and shares: by the table of `schools/cases/rules/rights.toml`."""

from typing import Any, Final

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.policies import RolePolicy
from foundation.access.roles import Role
from schools.cases.queries.rights import CasePolicy, see_policy, sensitive_policy, work_policy
from schools.referrals.models import Referral, Service, Share, Version


class ReferralPolicy:
    """A permission about referrals: those of the cases within reach of who has so much of them."""

    def __init__(self, cases: CasePolicy) -> None:
        self._cases = cases

    def may(self, member: Member, obj: Any | None = None) -> bool:
        if obj is None:
            return self._cases.may(member)
        return self.visible(member).filter(pk=obj.pk).exists()

    def visible(self, member: Member) -> QuerySet[Referral]:
        cases = self._cases.visible(member).order_by().values("pk")
        return Referral.objects.select_related("case__pupil", "case__owner", "service", "rings").filter(case__in=cases)


see_referrals: Final = ReferralPolicy(see_policy)
work_referrals: Final = ReferralPolicy(work_policy)
#: Who writes and reads the sensitive part, and refers without consent.
lead_referrals: Final = ReferralPolicy(sensitive_policy)
see_services: Final = RolePolicy(*see_policy.reach.school, *see_policy.reach.own_years, queryset=Service.objects.all)
keep_services: Final = RolePolicy(
    Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, queryset=Service.objects.all
)
#: The log over all pupils.
see_shares: Final = RolePolicy(Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, queryset=Share.objects.all)


def sent_versions(member: Member) -> QuerySet[Version]:
    """The versions whose file a member may open: of the referrals they see, and the sensitive ones of those they lead."""
    whole = Version.objects.filter(referral__in=see_referrals.visible(member).order_by().values("pk"))
    sensitive = lead_referrals.visible(member).order_by().values("pk")
    return whole.filter(sensitive=False) | whole.filter(referral__in=sensitive)


def shares_of(member: Member) -> QuerySet[Share]:
    """The shares a member sees: of the cases whose record they read."""
    return Share.objects.filter(case__in=see_policy.visible(member).order_by().values("pk"))
