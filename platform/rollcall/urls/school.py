"""Addresses on a school's host."""

from django.urls import URLPattern, URLResolver, include, path

from foundation.ui.home import home
from tenants.memberships.urls import other_hosts

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    *other_hosts,
    path("", include("schools.registers.urls")),
    path("", include("schools.absence.urls")),
    path("", include("schools.desk.urls")),
    path("", include("schools.returns.urls")),
    path("", include("schools.exclusions.urls")),
    path("", include("schools.moved.urls")),
    path("", include("schools.cases.urls")),
    path("", include("schools.missing.urls")),
    path("", include("schools.correspondence.urls")),
    path("", include("schools.referrals.urls")),
    path("", include("schools.penalties.urls")),
    path("", include("schools.improvement.urls")),
    path("", include("schools.meetings.urls")),
    path("", include("schools.papers.urls")),
    path("", include("schools.bundles.urls")),
    path("", include("schools.sharing.urls")),
    path("", include("schools.decisions.urls")),
    path("", include("schools.leave.urls")),
    path("", include("schools.provision.urls")),
    path("", include("schools.reports.urls")),
    path("", include("schools.pupils.urls")),
    path("", include("schools.roll.urls")),
    path("", include("schools.staff.urls")),
    path("", include("schools.intake.urls")),
    path("", include("schools.documents.urls")),
    path("", include("schools.letters.urls")),
    path("", include("schools.whatif.urls")),
    path("", include("schools.policy.urls")),
]

handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_fault"
