"""Addresses on a school's host."""

from django.urls import path

from schools.staff.views import notices, staff

urlpatterns = [
    path("staff/", staff.staff, name="staff"),
    path("staff/<uuid:post_id>/", staff.details, name="staff_details"),
    path("staff/<uuid:post_id>/duty/", staff.duty_give, name="staff_duty_give"),
    path("staff/duties/<uuid:duty_id>/end/", staff.duty_end, name="staff_duty_end"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:notice_id>/", notices.notice, name="notice"),
    path("notices/<uuid:notice_id>/read/", notices.notices_read, name="notices_read"),
]
