"""Addresses on a school's host."""

from django.urls import path

from schools.reports import views

urlpatterns = [
    path("pupils/near/", views.near, name="near"),
    path("pupils/near/chosen.csv", views.near_file, name="near_file"),
    path("pupils/<uuid:pupil_id>/why/", views.why_pupil_near, name="why_near"),
]
