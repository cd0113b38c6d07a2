"""Addresses of the comparison, on a trust's host."""

from django.urls import path

from trust_reporting.comparison import views

urlpatterns = [
    path("compare/", views.compare_schools, name="compare"),
    path("compare/figures.csv", views.comparison_file, name="compare_file"),
    path("compare/why/<slug:measure>/<slug:slug>/", views.explanation, name="compare_why"),
]
