"""Addresses of sharing on a school's host."""

from django.urls import path

from schools.sharing.views import returned

urlpatterns = [
    path("returns/files/<uuid:file_id>/share/", returned.returned_file, name="returned_file"),
    path("returns/<uuid:return_id>/share/<slug:authority>/", returned.returned_again, name="returned_again"),
]
