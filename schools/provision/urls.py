"""Addresses of education elsewhere."""

from django.urls import path

from schools.provision.views import day_link, files, off_site, placements, providers, together

_PLACEMENT = "provision/placements/<uuid:placement_id>/"
_PROVIDER = "provision/providers/<uuid:provider_id>/"

urlpatterns = [
    path("by/<str:token>/attendance/", day_link.day, name="provider_day"),
    path("provision/", off_site.off_site, name="off_site"),
    path("provision/say/", off_site.say, name="provision_say"),
    path("provision/words/<uuid:word_id>/", off_site.settle, name="provision_settle"),
    path("provision/file/", files.file, name="provision_file"),
    path("provision/providers/", providers.providers, name="providers"),
    path("provision/providers/add/", providers.provider_add, name="provider_add"),
    path(_PROVIDER, providers.provider, name="provider"),
    path(f"{_PROVIDER}contacts/add/", providers.contact_add, name="provider_contact_add"),
    path(f"{_PROVIDER}chase/<str:date>/<int:session>/", off_site.chase_provider, name="provider_chase"),
    path("provision/contacts/<uuid:contact_id>/", providers.contact, name="provider_contact"),
    path("provision/contacts/<uuid:contact_id>/end/", providers.contact_end, name="provider_contact_end"),
    path(f"{_PROVIDER}came/<str:date>/<int:session>/", together.came, name="provision_came"),
    path("provision/together/", together.add, name="provision_together"),
    path("provision/pupils/<uuid:pupil_id>/add/", placements.add, name="provision_add"),
    path(_PLACEMENT, placements.placement, name="provision_placement"),
    path(f"{_PLACEMENT}change/", placements.change_placement, name="provision_change"),
    path(f"{_PLACEMENT}files/", placements.files, name="provision_files"),
    path(f"{_PLACEMENT}reviews/add/", placements.review_add, name="provision_review_add"),
    path("provision/reviews/<uuid:review_id>/", placements.review, name="provision_review"),
]
