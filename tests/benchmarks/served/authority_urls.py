"""An authority's addresses and the trivial page: session, gate and transaction as any page's, then one row read."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from foundation.access.gate import open_to_members
from rollcall.urls import authority
from tenants.shares.models import Share


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Share.objects.all()[0].about)


urlpatterns = [*authority.urlpatterns, path("page/", open_to_members(page))]
