"""Addresses on a school's host."""

from django.urls import path

from schools.pupils.views import files, history, pupils, record, search

urlpatterns = [
    path("search/", search.search, name="search"),
    path("pupils/", pupils.pupils, name="pupils"),
    path("pupils/chosen.csv", pupils.pupils_file, name="pupils_file"),
    path("pupils/<uuid:pupil_id>/", pupils.pupil, name="pupil"),
    path("pupils/<uuid:pupil_id>/marks/<str:on>/", record.mark_history, name="mark_history"),
    path("pupils/<uuid:pupil_id>/as-at/", record.pupil_then, name="pupil_as_at"),
    path("pupils/<uuid:pupil_id>/files/", files.pupil_files, name="pupil_files"),
    path("registers/<uuid:group_id>/<str:on>/as-at/", record.group_then, name="group_as_at"),
    path("pupils/<uuid:pupil_id>/history/", history.history, name="pupil_history"),
    path("pupils/<uuid:pupil_id>/history.csv", history.history_file, name="pupil_history_file"),
]
