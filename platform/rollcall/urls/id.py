"""Addresses on the id host, where people sign in."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tenants.memberships.urls import id_host

urlpatterns: list[URLPattern | URLResolver] = [*id_host]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("rollcall.demo.urls")))

handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_fault"
