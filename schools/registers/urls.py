"""Addresses on a school's host."""

from django.urls import path

from schools.registers import api

urlpatterns = [
    path("api/registers/<uuid:group_id>/<str:date>/<str:session>/", api.register, name="register_api"),
]
