"""Addresses on a local authority's host."""

from django.urls import URLPattern, URLResolver, include, path

from foundation.ui.home import home
from tenants.memberships.urls import other_hosts

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    *other_hosts,
    path("", include("tenants.journal.urls")),
    path("", include("tenants.shares.urls")),
]

handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_fault"
