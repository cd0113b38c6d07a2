"""Host first, work last: the two ends of the middleware chain."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from foundation.database.scope import ALIAS, kept_acts, work
from tenants.trusts.places import place_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


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
        request.urlconf = settings.PLACE_URLCONFS[place.kind]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class WorkMiddleware:
    """Opens the work transaction around the view and its rendering.

    Only for a member of the place: nobody else has any work here. A status of 400 or more rolls everything back, but
    not the trace of who was shown what: a form that comes back refused has been seen too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            return self.get_response(request)
        scope = request.place.scope  # type: ignore[attr-defined]
        with work(scope):
            response = self.get_response(request)
            refused = HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            kept = kept_acts() if refused else ()
            if response.status_code >= 400:
                transaction.set_rollback(True, using=ALIAS)
        if kept:
            with work(scope):
                for act in kept:
                    act()
        return response
