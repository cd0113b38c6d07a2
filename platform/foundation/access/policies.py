"""Policies: one object answers both "may I?" and "which ones?" for a permission. Apps declare theirs when they load."""

from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured

from foundation.access.member import Member
from foundation.access.permissions import Permission
from foundation.access.roles import Role


class Policy(Protocol):
    """Decides one permission."""

    def may(self, member: Member, obj: Any | None = None) -> bool:
        """Whether `member` may do it at all (no object), or to `obj`."""

    def visible(self, member: Member) -> Any:
        """The queryset of objects `member` may do it to."""


class RolePolicy:
    """Allows the named roles, to everything the place holds. `queryset` makes the visible objects, when there are any."""

    def __init__(self, *roles: Role, queryset: Any = None) -> None:
        self.roles = frozenset(roles)
        self._queryset = queryset

    def may(self, member: Member, obj: Any | None = None) -> bool:  # noqa: ARG002 - the roles decide, whatever the object
        return bool(self.roles & member.roles)

    def visible(self, member: Member) -> Any:
        if self._queryset is None:
            message = "This permission is not about objects"
            raise TypeError(message)
        rows = self._queryset()
        return rows if self.may(member) else rows.none()


_policies: dict[Permission, Policy] = {}


def declare(permission: Permission, policy: Policy) -> None:
    """Declare the one policy for `permission`; a second is a fault."""
    if permission in _policies:
        message = f"{permission} has a policy already"
        raise ImproperlyConfigured(message)
    _policies[permission] = policy


def policy_for(permission: Permission) -> Policy:
    """The policy for `permission`; raises when no app declared one."""
    try:
        return _policies[permission]
    except KeyError:
        message = f"No app declared a policy for {permission}"
        raise ImproperlyConfigured(message) from None
