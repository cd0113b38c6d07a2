"""Addresses on a school's host."""

from django.urls import path

from schools.staff.views import staff

urlpatterns = [
    path("staff/", staff.staff, name="staff"),
    path("staff/<uuid:post_id>/", staff.details, name="staff_details"),
    path("staff/<uuid:post_id>/duty/", staff.duty_give, name="staff_duty_give"),
    path("staff/duties/<uuid:duty_id>/end/", staff.duty_end, name="staff_duty_end"),
]
