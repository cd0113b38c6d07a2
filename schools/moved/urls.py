"""Addresses of what came of pupils from other schools of the trust."""

from django.urls import path

from schools.moved.views import carried_over

urlpatterns = [path("moved/<uuid:carried_id>/", carried_over, name="carried_over")]
