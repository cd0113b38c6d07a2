"""Addresses on a school's host."""

from django.urls import path

from schools.reports.views import late, near, sweeps, today

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/lists/", today.today_lists, name="today_lists"),
    path("today/late/", late.today_late, name="today_late"),
    path("today/late/tick/", late.today_late_tick, name="today_late_tick"),
    path("sweeps/", sweeps.sweeps, name="sweeps"),
    path("sweeps/<str:kind>/<str:date>/", sweeps.sweep, name="sweep"),
    path("sweeps/<str:kind>/<str:date>/tick/", sweeps.sweep_tick, name="sweep_tick"),
    path("pupils/near/", near.near, name="near"),
    path("pupils/near/chosen.csv", near.near_file, name="near_file"),
    path("pupils/<uuid:pupil_id>/why/", near.why_pupil_near, name="why_near"),
]
