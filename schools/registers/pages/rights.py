"""What a reader may do to the registers of a group."""

from enum import IntEnum

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from schools.roll.models import RegistrationGroup


class RegisterRights(IntEnum):
    """What the person may do to a group's registers."""

    SEE = 0
    TAKE = 1
    AMEND = 2


def rights_over(member: Member, group: RegistrationGroup) -> RegisterRights:
    """What this member may do to the group's registers, which they may see."""
    if not policy_for(Permission.TAKE_REGISTERS).may(member, group):
        return RegisterRights.SEE
    amends = policy_for(Permission.AMEND_MARKS).may(member, group)
    return RegisterRights.AMEND if amends else RegisterRights.TAKE
