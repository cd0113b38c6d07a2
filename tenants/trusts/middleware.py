"""Host first, work last: the two ends of the middleware chain."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from foundation.database.scope import ALIAS, Scope, kept_acts, work
from tenants.trusts.places import Place, place_of
from tenants.trusts.scopes import link_scope

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Where a request's environment says, to the front, which host of ours it came to, however that was spelled.
KNOWN_HOST = "rollcall.known_host"


class PlaceMiddleware:
    """Says which place the request came to and which addresses it has. A host that opens nothing answers 404."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            host = request.get_host()
        except DisallowedHost:
            return HttpResponse(render_to_string("404.html"), status=404)
        place = place_of(host)
        request.place = place  # type: ignore[attr-defined]
        if place is None:
            if host.rsplit(":", 1)[0] in settings.SIGNPOST_HOSTS:
                return self.get_response(request)
            return HttpResponse(render_to_string("404.html"), status=404)
        request.META[KNOWN_HOST] = place.host
        request.urlconf = settings.PLACE_URLCONFS[place.kind]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class WorkMiddleware:
    """Opens the work transaction around the view and its rendering.

    Only for a member of the place, or for a link (`foundation.access.gate.open_to_link`), in a role that opens its one
    row: nobody else has any work here. A status of 400 or more rolls everything back, but
    not the trace of who was shown what: a form that comes back refused has been seen too. A link's refusal keeps what it
    counted: all that a link can write is its part of the inbox.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope = _scope_of(request)
        if scope is None:
            return self.get_response(request)
        with work(scope):
            response = self.get_response(request)
            refused = HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            # As where people sign in: what a link refuses, it has counted, under the lock that it was counted by.
            counts = refused and scope.kind == "link"
            kept = kept_acts() if refused and not counts else ()
            if response.status_code >= 400 and not counts:
                transaction.set_rollback(True, using=ALIAS)
        if kept:
            with work(scope):
                for act in kept:
                    act()
        return response


def _scope_of(request: HttpRequest) -> Scope | None:
    """Whom the request's work is for: the place, for a member of it; a link's one row; or nobody."""
    place: Place | None = getattr(request, "place", None)
    link: str | None = getattr(request, "link", None)
    if place is None:
        return None
    if link is not None and place.school is not None:
        return link_scope(place.school, link)
    member = getattr(request, "member", None)
    if member is None:
        return None
    return replace(place.scope, reader=str(member.person_id)) if place.school is not None else place.scope
