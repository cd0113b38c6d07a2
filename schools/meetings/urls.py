"""Addresses of patterns, meetings, tutor groups and groups that are helped."""

from django.urls import path

from schools.meetings.views import agenda, groups, meetings, patterns

ONE = "meetings/<uuid:meeting_id>/"
GROUP = "help-groups/<uuid:group_id>/"

urlpatterns = [
    path("patterns/", patterns.patterns, name="patterns"),
    path("patterns/case/", patterns.pattern_case, name="pattern_case"),
    path("tutor-groups/", patterns.tutor_groups, name="tutor_groups"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/for/<uuid:pupil_id>/", meetings.family_meeting_new, name="family_meeting_new"),
    path("meetings/add/", agenda.meetings_add, name="meetings_add"),
    path("meetings/decisions/<uuid:decision_id>/done/", agenda.meeting_decision_done, name="meeting_decision_done"),
    path(ONE, meetings.meeting, name="meeting"),
    path(f"{ONE}agenda.pdf", meetings.meeting_file, name="meeting_file"),
    path(f"{ONE}change/", meetings.meeting_change, name="meeting_change"),
    path(f"{ONE}call-off/", meetings.meeting_call_off, name="meeting_call_off"),
    path(f"{ONE}add/", agenda.meeting_add, name="meeting_add"),
    path(f"{ONE}items/<uuid:item_id>/off/", agenda.meeting_take_off, name="meeting_take_off"),
    path(f"{ONE}decide/", agenda.meeting_decide, name="meeting_decide"),
    path(f"{ONE}decide/<uuid:pupil_id>/", agenda.meeting_decide, name="meeting_decide_about"),
    path(f"{ONE}write-up/", agenda.meeting_write_up, name="meeting_write_up"),
    path(f"{ONE}recap/", agenda.meeting_recap, name="meeting_recap"),
    path("help-groups/", groups.help_groups, name="help_groups"),
    path("help-groups/new/", groups.help_group_new, name="help_group_new"),
    path(GROUP, groups.help_group, name="help_group"),
    path(f"{GROUP}change/", groups.help_group_change, name="help_group_change"),
    path(f"{GROUP}add/", groups.help_group_add, name="help_group_add"),
    path(f"{GROUP}pupils/<uuid:pupil_id>/take-out/", groups.help_group_take_out, name="help_group_take_out"),
]
