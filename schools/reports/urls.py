"""Addresses on a school's host."""

from django.urls import path

from schools.reports import views

urlpatterns = [
    path("pupils/", views.pupils, name="pupils"),
    path("pupils/<uuid:pupil_id>/", views.pupil, name="pupil"),
]
