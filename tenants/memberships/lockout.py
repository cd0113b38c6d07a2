"""The answer to somebody who tried too often."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: How long failed tries for one account count (ACCOUNT_RATE_LIMITS, "login_failed").
WAIT_SECONDS = 5 * 60


def too_many(_request: HttpRequest) -> HttpResponse:
    """429, with what to do. The same for an address that is known here and for one that is not."""
    response = HttpResponse(render_to_string("429.html"), status=429)
    response["Retry-After"] = str(WAIT_SECONDS)
    return response
