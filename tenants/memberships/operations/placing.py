"""Which role goes with which kind of place, and under which place a line about a membership is filed."""

from django.core.exceptions import ValidationError

from foundation.access.roles import Role
from tenants.journal.operations import Places
from tenants.memberships.models import Membership
from tenants.trusts.models import LocalAuthority, School, Trust

AnyPlace = School | Trust | LocalAuthority

#: Where roles are held, in words.
_HELD = {
    "school": "at a school",
    "trust": "at a trust",
    "authority": "at a local authority",
    "platform": "at no place",
}
_KINDS = {School: "school", Trust: "trust", LocalAuthority: "authority", type(None): "platform"}


def refuse_misfit(role: Role, place: AnyPlace | None) -> None:
    """Raise ValidationError for a role that is not held at such a place."""
    if _KINDS[type(place)] != role.place:
        message = f"{role.label} is held {_HELD[role.place]}. Name another place or another role."
        raise ValidationError(message)


def columns_of(place: AnyPlace | None) -> dict[str, AnyPlace | None]:
    """The columns of a membership at this place."""
    columns: dict[str, AnyPlace | None] = {"school": None, "trust": None, "authority": None}
    return columns | ({_KINDS[type(place)]: place} if place else {})


def filed_under(membership: Membership) -> Places:
    """Under which trust and place a line about a membership is filed."""
    school = membership.school
    return {
        "school_id": membership.school_id,
        "trust_id": school.trust_id if school else membership.trust_id,
        "authority_id": membership.authority_id,
    }
