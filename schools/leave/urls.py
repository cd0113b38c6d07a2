"""Addresses of leave, part-time timetables and exams."""

from django.urls import path

from schools.leave.views import following, links, requests

ONE = "leave/<uuid:request_id>/"

urlpatterns = [
    path("leave/", requests.leave, name="leave"),
    path("leave/whom/", requests.leave_whom, name="leave_whom"),
    path("leave/policy/", following.leave_policy, name="leave_policy"),
    path("leave/for/<uuid:pupil_id>/", requests.leave_ask, name="leave_ask"),
    path("leave/for/<uuid:pupil_id>/link/", links.leave_link, name="leave_link"),
    path("by/<str:token>/leave/", links.parent, name="leave_parent"),
    path(ONE, requests.leave_request, name="leave_request"),
    path(f"{ONE}decide/", requests.leave_decide, name="leave_decide"),
    path(f"{ONE}withdraw/", following.leave_withdraw, name="leave_withdraw"),
    path(f"{ONE}away/", following.leave_away, name="leave_away"),
    path(f"{ONE}enquiry/", following.leave_enquiry, name="leave_enquiry"),
    path(f"{ONE}settle/", following.leave_settle, name="leave_settle"),
]
