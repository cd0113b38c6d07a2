"""The answer to somebody who tried too often."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def too_many(_request: HttpRequest) -> HttpResponse:
    """429, with what to do. The same for an address that is known here and for one that is not.

    It promises no moment: several counts run at once (`foundation.accounts.tries`), and a longer one may hold on.
    """
    return HttpResponse(render_to_string("429.html"), status=429)
