"""Pages for when something is wrong. Each stands alone: no database, no session, nothing of the request.

The 404 is byte for byte the same whatever was asked for, by whom and where, so that it can tell nobody whether a thing
exists. Set in a URL configuration: handler400 = "foundation.ui.views.bad_request" and so on.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def page(status: int) -> HttpResponse:
    """Return the page for `status`: 400, 403, 404, 408, 409, 413, 500 or 503. Each has a template of that name."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer what cannot be understood (handler400)."""
    return page(400)


def forbidden(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer what may not be done (handler403). What may not be seen is a 404."""
    return page(403)


def not_found(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer what is not there for this person (handler404)."""
    return page(404)


def server_fault(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer a fault of ours (handler500)."""
    return page(500)


def link_opens_nothing(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer a link that is out of date, used, closed, tried too often or never was: one page, which tells none of that."""
    return HttpResponse(render_to_string("link.html"), status=404)


def csrf_failure(_request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Answer a form whose token is missing or old (CSRF_FAILURE_VIEW)."""
    return page(403)


def conflict(_request: HttpRequest) -> HttpResponse:
    """Answer an act on something that somebody else has changed since it was shown."""
    return page(409)


def too_large(_request: HttpRequest, most: int) -> HttpResponse:
    """Answer a file or form of more than `most` bytes."""
    said = f"{most >> 20} MB" if most >= 1 << 20 else f"{most >> 10} kB"
    return HttpResponse(render_to_string("413.html", {"most": said}), status=413)
