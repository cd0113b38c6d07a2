"""Reading cookies by their exact names.

A browser keeps `__Host-` cookies to the host that set them, but a neighbour may set one whose name begins with an
invisible space (U+2000 and its like): another name to the browser, and the very same to Django, which strips it.
"""

from django.core.handlers.wsgi import get_str_from_wsgi
from django.http import HttpRequest, parse_cookie


def exact_cookies(request: HttpRequest) -> dict[str, str]:
    """The request's cookies, without those whose name is not as the browser holds it."""
    header: str = get_str_from_wsgi(request.META, "HTTP_COOKIE", "")
    if header.isascii() and header.isprintable():
        return request.COOKIES
    return parse_cookie(";".join(chunk for chunk in header.split(";") if _is_exact(chunk.partition("=")[0])))


def _is_exact(name: str) -> bool:
    return name.strip(" ") == name.strip()
