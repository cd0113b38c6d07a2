"""A school's addresses and the trivial page: session, gate and transaction as any page's, then one row read."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from foundation.access.gate import open_to_members
from rollcall.urls import school
from schools.roll.models import RegistrationGroup


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(RegistrationGroup.objects.all()[0].name)


urlpatterns = [*school.urlpatterns, path("page/", open_to_members(page))]
