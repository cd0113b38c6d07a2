"""Who sees the provision of which pupils."""

from django.db.models import QuerySet

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.provision.models import ProvisionPlacement


def placements_for(member: Member) -> QuerySet[ProvisionPlacement]:
    """The placements of pupils whose provision a member may see."""
    return ProvisionPlacement.objects.filter(pupil__in=policy_for(Permission.SEE_PROVISION).visible(member))
