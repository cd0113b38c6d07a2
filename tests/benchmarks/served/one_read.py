"""The one-read page, there is one: what any page costs a signed-in member, with one row read and no layout drawn.

Host, session, person, membership, gate and transaction are a page's as ever; then one row of the place.
"""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from foundation.access.gate import open_to_members

PATH = "/one-read/"
ANSWER = b"One row: "


def one_read_page(model: type[Model]) -> URLPattern:
    """Its address on the hosts of a kind of place, whose row is the first of this model's by its key.

    It is asked for as the page is: a question put together as addresses are read would belong to the place of that moment.
    """

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(ANSWER + str(model._default_manager.order_by("pk")[:1].get().pk).encode())

    return path(PATH.removeprefix("/"), open_to_members(page))
