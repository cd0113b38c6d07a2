"""Addresses on a trust's host."""

from django.urls import URLPattern, URLResolver, include, path

from foundation.ui.home import home
from tenants.memberships.urls import other_hosts
from tenants.shares.urls import at_trusts

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    *other_hosts,
    path("", include("tenants.journal.urls")),
    path("", include("tenants.policies.urls")),
    *at_trusts,
    path("", include("trust_reporting.comparison.urls")),
    path("", include("trust_reporting.trials.urls")),
]

handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_fault"
