"""Host first, work last: the two ends of the middleware chain."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from foundation.database.scope import ALIAS, work
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

    Only for a member of the place: nobody else has any work here. A status of 400 or more undoes everything.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            return self.get_response(request)
        with work(request.place.scope):  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True, using=ALIAS)
        return response
