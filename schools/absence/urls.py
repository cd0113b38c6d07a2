"""Addresses of first-day contact."""

from django.urls import path

from schools.absence import api
from schools.absence.views import answers, calls, carriers, messages, replies, visits

DAY = "first-day/<uuid:pupil_id>/<str:date>/"

urlpatterns = [
    path("by/<str:token>/", answers.answer, name="answer"),
    path("first-day/hand-overs/", calls.hand_overs, name="hand_overs"),
    path("first-day/ladder/", calls.ladder, name="ladder"),
    path("first-day/replies/<uuid:reply_id>/", replies.reply, name="reply"),
    path("first-day/replies/<uuid:reply_id>/whom/", replies.reply_whom, name="reply_whom"),
    path("first-day/<uuid:pupil_id>/call/", calls.take_down_call, name="take_down_call"),
    path("first-day/visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("first-day/visits/<uuid:visit_id>/went/", visits.visit_went, name="visit_went"),
    path("first-day/visits/<uuid:visit_id>/back/", visits.visit_back, name="visit_back"),
    path("first-day/visits/<uuid:visit_id>/call-off/", visits.visit_call_off, name="visit_call_off"),
    path("api/visits/<uuid:visit_id>/", api.visit, name="visit_api"),
    path(f"{DAY}visit/", visits.plan, name="plan_visit"),
    path("first-day/messages/ask/", messages.messages_ask, name="messages_ask"),
    path("first-day/messages/let-go/", messages.messages_let_go, name="messages_let_go"),
    path("first-day/messages/<uuid:message_id>/act/", messages.message_act, name="message_act"),
    path("first-day/messages/<str:date>/", messages.messages, name="messages"),
    path(DAY, calls.call_sheet, name="call_sheet"),
    path(f"{DAY}write/", messages.write_contact, name="write_contact"),
    path(f"{DAY}hand-over/", calls.hand_over_now, name="hand_over_now"),
    path(f"{DAY}take-over/", calls.take_over, name="take_over"),
    path(f"{DAY}sign-off/", calls.sign_off, name="sign_off"),
    path("by/<str:token>/carrier/", carriers.carrier, name="carrier"),
]
