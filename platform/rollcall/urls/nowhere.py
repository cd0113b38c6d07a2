"""Addresses on hosts that open no place: none, but in the demo a page that says where to go."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

urlpatterns: list[URLPattern | URLResolver] = []

if settings.DEMO:
    from rollcall.demo.views import signpost

    urlpatterns.append(path("", signpost, name="signpost"))

handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_fault"
#: allauth looks for this one here, whatever host the request came to.
handler429 = "tenants.memberships.lockout.too_many"
