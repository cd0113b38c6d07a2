"""A register as whoever takes it has it: whole, because the law wants each pupil of the group marked in it."""

from contextlib import AbstractContextManager, nullcontext

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.database.hiding import whole_lists
from schools.roll.models import RegistrationGroup


def as_taken(member: Member, group: RegistrationGroup) -> AbstractContextManager[None]:
    """Within, the group's register has everybody for a member who takes it, also a child hidden from them elsewhere."""
    return whole_lists() if policy_for(Permission.TAKE_REGISTERS).may(member, group) else nullcontext()
