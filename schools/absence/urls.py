"""Addresses of first-day contact."""

from django.urls import path

from schools.absence.views import calls

DAY = "first-day/<uuid:pupil_id>/<str:date>/"

urlpatterns = [
    path("first-day/ladder/", calls.ladder, name="ladder"),
    path(DAY, calls.call_sheet, name="call_sheet"),
    path(f"{DAY}hand-over/", calls.hand_over_now, name="hand_over_now"),
    path(f"{DAY}take-over/", calls.take_over, name="take_over"),
    path(f"{DAY}sign-off/", calls.sign_off, name="sign_off"),
]
