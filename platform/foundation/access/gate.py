"""The one gate. A view declares its permission here or the route test fails.

What somebody may not see does not exist for them: a refusal is the same 404 as an unknown address.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from foundation.access.member import Member, MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for

P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

#: What the route test reads from a view: a Permission, MEMBERS (any member of the place), ANYONE, or a LinkTo.
DECLARATION = "rollcall_access"
MEMBERS = "members"
ANYONE = "anyone"

#: Where addresses begin that carry a token instead of an account: `/by/<token>/`.
LINKS = "/by/"


@dataclass(frozen=True, slots=True)
class LinkTo:
    """What a link opens: its purpose, as the school's row of it says."""

    purpose: str


def check(member: Member | None, permission: Permission, obj: Any | None = None) -> None:
    """Raise Http404 unless `member` may."""
    if member is None or not policy_for(permission).may(member, obj):
        raise Http404


def may(member: Member | None, permission: Permission) -> bool:
    """Whether `member` may at all: for showing or leaving out a link, never instead of the gate."""
    return member is not None and policy_for(permission).may(member)


class GateMiddleware:
    """Asks what a view declares before anything reads the request's body: who may not, sends nothing first.

    The CSRF check reads the body of every form, so this stands before it. It runs in the work transaction, as the view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Raise Http404 unless whoever is there may."""
        declared = getattr(view, DECLARATION, None)
        if isinstance(declared, Permission):
            check(getattr(request, "member", None), declared)


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


def hash_of(token: str) -> str:
    """What is kept of a link's token: its SHA-256, in hexadecimal. A copy of the table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_to_link(purpose: str) -> Callable[[AnyView[P]], AnyView[P]]:
    """Decorate a view below `/by/<token>/`, for somebody without an account or another system that calls us.

    Nobody is signed in there, whoever sends cookies along; the transaction is in a role of the school that reads the one
    row that the token names and adds to the inbox. The view looks that row up by its purpose
    (`schools.journal.queries.link_of`) and answers a link that opens nothing with `foundation.ui.views.link_opens_nothing`.
    The token is the whole authority, so there is no cookie to abuse and no CSRF check; the address is told to nobody.
    """

    def decorate(view: AnyView[P]) -> AnyView[P]:
        @wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not getattr(request, "link", None):
                raise Http404
            response = view(request, *args, **kwargs)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        gated.csrf_exempt = True  # type: ignore[attr-defined]
        setattr(gated, DECLARATION, LinkTo(purpose))
        return cast("AnyView[P]", gated)

    return decorate
