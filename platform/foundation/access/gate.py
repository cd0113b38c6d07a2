"""The one gate. A view declares its permission here or the route test fails.

What somebody may not see does not exist for them: a refusal is the same 404 as an unknown address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from foundation.access.member import Member, MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for

P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

#: What the route test reads from a view: a Permission, MEMBERS (any member of the place) or ANYONE.
DECLARATION = "rollcall_access"
MEMBERS = "members"
ANYONE = "anyone"


def check(member: Member | None, permission: Permission, obj: Any | None = None) -> None:
    """Raise Http404 unless `member` may."""
    if member is None or not policy_for(permission).may(member, obj):
        raise Http404


def may(member: Member | None, permission: Permission) -> bool:
    """Whether `member` may at all: for showing or leaving out a link, never instead of the gate."""
    return member is not None and policy_for(permission).may(member)


def requires(permission: Permission) -> Callable[[MemberView[P]], AnyView[P]]:
    """Decorate a view: only members whom the permission's policy allows pass; to all others the page does not exist."""

    def decorate(view: MemberView[P]) -> AnyView[P]:
        @wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            check(getattr(request, "member", None), permission)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        setattr(gated, DECLARATION, permission)
        return cast("AnyView[P]", gated)

    return decorate


def open_to_members(view: MemberView[P]) -> AnyView[P]:
    """Decorate a view that every member of the place may see."""

    @wraps(view)
    def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    setattr(gated, DECLARATION, MEMBERS)
    return cast("AnyView[P]", gated)


def open_to_anyone(view: AnyView[P]) -> AnyView[P]:
    """Decorate a view that needs nobody signed in: sign-in itself, hand-over, health."""
    setattr(view, DECLARATION, ANYONE)
    return view
