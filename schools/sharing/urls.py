"""Addresses of sharing on a school's host."""

from django.urls import path

from schools.sharing.views import returned, telling

urlpatterns = [
    path("sharing/tell/", telling.tell_list, name="tell_list"),
    path("sharing/tell/meeting/", telling.tell_meeting, name="tell_meeting"),
    path("sharing/tell/<slug:purpose>/<uuid:source>/", telling.tell_one, name="tell_one"),
    path("returns/files/<uuid:file_id>/share/", returned.returned_file, name="returned_file"),
    path("returns/<uuid:return_id>/share/<slug:authority>/", returned.returned_again, name="returned_again"),
]
