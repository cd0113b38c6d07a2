"""Addresses on a school's host."""

from django.urls import path

from schools.intake import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:run_id>/", views.import_run, name="import"),
    path("imports/<uuid:run_id>/problems.csv", views.import_problems, name="import_problems"),
    path("imports/<uuid:run_id>/changes/", views.import_changes, name="import_changes"),
    path("imports/<uuid:run_id>/changes.csv", views.import_changes_file, name="import_changes_file"),
    path("imports/<uuid:run_id>/apply/", views.import_apply, name="import_apply"),
    path("imports/<uuid:run_id>/discard/", views.import_discard, name="import_discard"),
]
