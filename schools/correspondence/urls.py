"""Addresses of letters of a stage and of their translations."""

from django.urls import path

from schools.correspondence import views

urlpatterns = [
    path("cases/<uuid:case_id>/letters/<slug:key>/", views.case_letter, name="case_letter"),
    path("letters/policy/", views.stage_letters, name="stage_letters"),
    path("letters/policy/<slug:key>/", views.stage_letter, name="stage_letter"),
]
