"""Addresses of decisions."""

from django.urls import path

from schools.decisions.views import answering, reading

ONE = "decisions/<uuid:decision_id>/"

urlpatterns = [
    path("decisions/", reading.decisions, name="decisions"),
    path("decisions/agree/", answering.decisions_agree, name="decisions_agree"),
    path(ONE, reading.decision, name="decision"),
    path(f"{ONE}agree/", answering.decision_agree, name="decision_agree"),
    path(f"{ONE}hand-on/", answering.decision_hand_on, name="decision_hand_on"),
    path(f"{ONE}differ/", answering.decision_differ, name="decision_differ"),
    path(f"{ONE}put-off/", answering.decision_put_off, name="decision_put_off"),
]
