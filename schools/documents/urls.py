"""Addresses on a school's host."""

from django.urls import path

from schools.documents import views

urlpatterns = [
    path("documents/<uuid:document_id>/", views.document, name="document"),
    path("documents/<uuid:document_id>/again/", views.document_again, name="document_again"),
    path("documents/<uuid:document_id>/remove/", views.document_remove, name="document_remove"),
]
