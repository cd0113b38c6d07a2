"""What a request may be: by which methods, and how large. Refused before anything looks who asks or reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from foundation.ui.views import too_large

#: The only methods that any page or interface of the product answers.
METHODS = ("GET", "HEAD", "POST")
#: A longer number is no length of anything, and Python refuses to read one of thousands of digits.
_MOST_DIGITS = 20


def largest_at(kind: str, path: str) -> int:
    """How many bytes the body of a request to that path of that kind of place may have."""
    for (its, pattern), largest in settings.LARGER_BODIES.items():
        if its == kind and _is_of(path, pattern):
            return largest
    return settings.LARGEST_BODY


def _is_of(path: str, pattern: str) -> bool:
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(
        part == want or (want == "*" and part) for part, want in zip(parts, wanted, strict=True)
    )


class MethodMiddleware:
    """Answers 405 to every other method, whoever asks and whatever for: so it tells nobody whether an address exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class BodyLimitMiddleware:
    """Answers 413 to a request whose Content-Length is more than its address takes.

    The front gives one to a body that came without (`rollcall.front`), so nothing slips past by leaving it out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        kind = getattr(getattr(request, "place", None), "kind", "")
        largest = largest_at(kind, request.path_info)
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isascii() or not said.isdigit() or len(said) > _MOST_DIGITS or int(said) > largest:
            return too_large(request, largest)
        return self.get_response(request)
