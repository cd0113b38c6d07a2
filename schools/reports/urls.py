"""Addresses on a school's host."""

from django.urls import path

from schools.reports import finding_views, history_views, record_views, views

urlpatterns = [
    path("search/", finding_views.search, name="search"),
    path("pupils/", views.pupils, name="pupils"),
    path("pupils/near/", views.near, name="near"),
    path("pupils/near/chosen.csv", views.near_file, name="near_file"),
    path("pupils/<uuid:pupil_id>/", views.pupil, name="pupil"),
    path("pupils/<uuid:pupil_id>/why/", views.why_pupil_near, name="why_near"),
    path("pupils/<uuid:pupil_id>/marks/<str:on>/", record_views.mark_history, name="mark_history"),
    path("pupils/<uuid:pupil_id>/as-at/", record_views.pupil_then, name="pupil_as_at"),
    path("registers/<uuid:group_id>/<str:on>/as-at/", record_views.group_then, name="group_as_at"),
    path("pupils/<uuid:pupil_id>/history/", history_views.history, name="pupil_history"),
    path("pupils/<uuid:pupil_id>/history.csv", history_views.history_file, name="pupil_history_file"),
]
